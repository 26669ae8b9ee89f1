// XML cannot keep what somebody typed when their login has expired: this keeps a draft of each form on the phone.
import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { browser } from "@web/core/browser/browser";

const PREFIX = "mentoring_draft:";
const SUBMITTED = "mentoring_submitted";
const KEPT_DAYS = 7;
const NOT_KEPT = new Set(["csrf_token", "submission_key", "privacy_version"]);

function read(key) {
    try {
        return JSON.parse(browser.localStorage.getItem(key));
    } catch {
        return null;
    }
}

function write(key, value) {
    try {
        browser.localStorage.setItem(key, JSON.stringify(value));
    } catch {
        // a full or forbidden storage keeps nothing; the form works without
    }
}

/** Drafts whose form has been stored, or that are a week old, go. */
export function forget(storage = browser.localStorage) {
    const oldest = Date.now() - KEPT_DAYS * 24 * 3600 * 1000;
    for (const key of Object.keys(storage).filter((key) => key.startsWith(PREFIX))) {
        const draft = read(key);
        if (!draft || draft.at < oldest) {
            storage.removeItem(key);
        }
    }
}

export class MentoringDraft extends Interaction {
    static selector = ".o_mentoring";
    dynamicContent = {
        _window: { "t-on-pageshow": this.onPageShow },
        "form[data-draft]": { "t-on-input": this.onInput, "t-on-submit": this.onSubmit },
    };

    setup() {
        forget();
        const submitted = browser.localStorage.getItem(SUBMITTED);
        const refused = this.el.querySelector(".o_mentoring_refusal, .o_mentoring_error");
        if (submitted && !refused && this.el.querySelector(".o_mentoring_notice")) {
            browser.localStorage.removeItem(PREFIX + submitted);
        }
        if (submitted && (refused || this.el.querySelector(".o_mentoring_notice"))) {
            browser.localStorage.removeItem(SUBMITTED);
        }
        if (!refused) {
            this.el.querySelectorAll("form[data-draft]").forEach((form) => this.restore(form));
        }
    }

    /** Some browsers keep the page in memory when going back; its forms carry ids that were stored already. */
    onPageShow(ev) {
        if (ev.persisted) {
            browser.location.reload();
        }
    }

    onInput(ev) {
        this.keep(ev.currentTarget);
    }

    /** A login that has expired is noticed before the form is sent: the way back leads to this page and its draft. */
    async onSubmit(ev) {
        const form = ev.currentTarget;
        this.keep(form, ev.submitter);
        browser.localStorage.setItem(SUBMITTED, form.dataset.draft);
        if (form.dataset.checked || ev.defaultPrevented) {
            return;
        }
        ev.preventDefault();
        const submitter = ev.submitter;
        if (await this.waitFor(this.isLoggedOut())) {
            const back = encodeURIComponent(browser.location.pathname);
            browser.location.assign(`/web/login?redirect=${back}`);
            return;
        }
        form.dataset.checked = "1";
        form.requestSubmit(submitter);
    }

    async isLoggedOut() {
        try {
            const response = await browser.fetch("/web/session/check", {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: {} }),
            });
            const answer = await response.json();
            return answer.error?.code === 100;
        } catch {
            return false; // no network: the browser says so when it sends the form
        }
    }

    keep(form) {
        const fields = {};
        for (const [name, value] of new FormData(form)) {
            if (!NOT_KEPT.has(name)) {
                (fields[name] ||= []).push(String(value));
            }
        }
        write(PREFIX + form.dataset.draft, { at: Date.now(), fields });
    }

    restore(form) {
        const draft = read(PREFIX + form.dataset.draft);
        const fields = draft?.fields;
        if (!fields || draft.at < Number(form.dataset.keptAt || 0)) {
            return; // nothing here, or another device went on since
        }
        const seen = {};
        for (const field of form.elements) {
            if (!field.name || field.type === "hidden" || field.type === "submit") {
                continue;
            }
            const values = fields[field.name] || [];
            if (field.type === "checkbox" || field.type === "radio") {
                field.checked = values.includes(field.value);
            } else {
                const position = (seen[field.name] = (seen[field.name] ?? -1) + 1);
                field.value = values[position] ?? "";
            }
            if (values.length) {
                field.closest("details")?.setAttribute("open", "open");
            }
        }
    }
}

registry.category("public.interactions").add("mentoring_program.draft", MentoringDraft);
