import { registry } from "@web/core/registry";

const soFar = () => document.querySelector(".o_mentoring_so_far").textContent;

/** What another coordinator does in another window; this page hears nothing of it but by looking again. */
async function cancelElsewhere() {
    const id = Number(window.location.pathname.split("/").pop());
    await fetch("/web/dataset/call_kw/mentoring.run/action_cancel", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({
            jsonrpc: "2.0",
            method: "call",
            params: { model: "mentoring.run", method: "action_cancel", args: [[id]], kwargs: {} },
        }),
    });
}

registry.category("web_tour.tours").add("mentoring_run_progress", {
    steps: () => [
        {
            content: "The phase is said in words, and read aloud when it changes",
            trigger: ".o_mentoring_run_progress [role=status][aria-live=polite]:contains(Finding the best pairs)",
        },
        {
            content: "How far it is",
            trigger: ".o_mentoring_run_progress [role=progressbar][aria-valuenow='37']",
        },
        {
            content: "The seconds go on without a touch",
            trigger: ".o_mentoring_so_far:contains(1 min)",
            async run() {
                const before = soFar();
                while (soFar() === before) {
                    await new Promise((resolve) => setTimeout(resolve, 100));
                }
            },
        },
        {
            content: "It can be cancelled; this time somebody else does",
            trigger: "button[name=action_cancel]:contains(Cancel)",
            run: cancelElsewhere,
        },
        {
            content: "The page shows the end by itself",
            trigger: "button[name=action_run_again]:contains(Run again)",
        },
        {
            content: "Nothing is under way any more",
            trigger: ".o_mentoring_run:not(:has(.o_mentoring_run_progress)) .o_arrow_button_current:contains(Cancelled)",
        },
    ],
});
