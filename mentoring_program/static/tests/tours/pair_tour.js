// XML has no tests: what two people do on the page of their pair besides meeting, from ground rules to farewell.
import { registry } from "@web/core/registry";

const agree = (partner) => [
    { trigger: "section[data-step='agree'] .o_mentoring_next", content: "The ground rules are the next step", run: "click", expectUnloadPage: true },
    { trigger: "section#agreement dd", content: "They stand there to read" },
    { trigger: "#agreement button:contains('I agree')", content: "Confirm them", run: "click", expectUnloadPage: true },
    { trigger: ".o_mentoring_notice:contains('You have confirmed your ground rules')", content: "Confirmed" },
    { trigger: "details#agreement > summary", content: "Folded now; open them", run: "click" },
    { trigger: `#agreement p:contains('${partner}')`, content: "Whether the other one has" },
];

registry.category("web_tour.tours").add("mentoring_mentor_agrees", {
    steps: () => agree("Portal has not confirmed yet"),
});

registry.category("web_tour.tours").add("mentoring_mentee_agrees_and_reaches_a_goal", {
    steps: () => [
        ...agree("Portal confirmed on"),
        { trigger: "#goals p:contains('No goal yet')", content: "A goal is missing" },
        { trigger: "#goal_name", content: "One sentence", run: "edit Make ten hats" },
        { trigger: "#goal_step", content: "And a first step", run: "edit Buy felt" },
        { trigger: "label[for^='goal_skill_new_']:contains('Hat making')", content: "The skill it is about", run: "click" },
        { trigger: "#goals form:has(#goal_name) button:contains('Add')", content: "Add it", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Saved')", content: "Saved" },
        { trigger: ".o_mentoring_goal:contains('Make ten hats') label:contains('Buy felt')", content: "The step is done", run: "click" },
        { trigger: ".o_mentoring_goal button:contains('Save')", content: "Save", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_goal input[name='step']:checked", content: "It stays ticked" },
        { trigger: ".o_mentoring_goal:not(:has(select[name='level_id']))", content: "No skill is offered before the goal is reached" },
        { trigger: ".o_mentoring_goal summary:contains('Change')", content: "Change the goal", run: "click" },
        { trigger: ".o_mentoring_goal select[name='state']", content: "Reached", run: "select reached" },
        { trigger: ".o_mentoring_goal button:contains('Save')", content: "Save", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_goal .badge:contains('Reached')", content: "It says so" },
        { trigger: ".o_mentoring_goal label:contains('Hat making')", content: "The skill is offered for my record" },
        { trigger: ".o_mentoring_goal select[name='level_id']", content: "How well I know it", run: "selectByLabel Knows" },
        { trigger: ".o_mentoring_goal button:contains('Add it')", content: "Add it", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('It is in your record now')", content: "Added" },
        { trigger: ".o_mentoring_goal:not(:has(select[name='level_id']))", content: "And not offered again" },
    ],
});

registry.category("web_tour.tours").add("mentoring_series", {
    steps: () => [
        { trigger: "#plan .fw-bold:contains('10:00')", content: "The first of the series" },
        { trigger: "#plan a:contains('Move')", content: "Move it", run: "click", expectUnloadPage: true },
        { trigger: "#scope_one:checked", content: "Only this one" },
        { trigger: "#plan_time:value('10:00')", content: "An hour and a half later", run: ({ anchor }) => { anchor.value = "11:30"; } },
        { trigger: ".o_mentoring_book", content: "Move it", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Moved')", content: "Moved" },
        { trigger: "#plan .fw-bold:contains('11:30')", content: "The new hour" },
        { trigger: "#plan summary:contains('more planned')", content: "The rest of the series", run: "click" },
        { trigger: "#plan a.o_mentoring_row:first", content: "The second one", run: "click", expectUnloadPage: true },
        { trigger: "button[value='following']:contains('that follow')", content: "All that follow could go too" },
        { trigger: "button[value='one']:contains('Call it off')", content: "But only this one does", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Noted')", content: "Called off" },
        { trigger: "#plan .fw-bold:contains('11:30')", content: "The first one stays" },
    ],
});

registry.category("web_tour.tours").add("mentoring_pauses_and_leaves", {
    steps: () => [
        { trigger: "button[value='pause']:visible", content: "Take a pause together", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Paused')", content: "Paused" },
        { trigger: "p:contains('Paused at the moment')", content: "The page says so" },
        { trigger: "button[value='resume']:visible", content: "Go on together", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Welcome back')", content: "On again" },
        { trigger: ".breadcrumb a[href='/my/mentoring']", content: "Home", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_foot a:contains('my answers, pause, leave')", content: "The program", run: "click", expectUnloadPage: true },
        { trigger: "#taking_part button[value='pause']", content: "No proposals for now", run: "click", expectUnloadPage: true },
        { trigger: "#taking_part li:contains('paused')", content: "Paused" },
        { trigger: "#taking_part button[value='resume']", content: "Back", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Welcome back')", content: "On again" },
        { trigger: "#taking_part summary:contains('Leave the program')", content: "Leave after all", run: "click" },
        { trigger: "#leave_reason", content: "A reason, if I like", run: "edit Another project" },
        { trigger: "#taking_part button[value='leave']", content: "Leave", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You have left the program')", content: "Left" },
    ],
});

registry.category("web_tour.tours").add("mentoring_looks_back_and_thanks", {
    steps: () => [
        { trigger: "section[data-step='closing'] .o_mentoring_next", content: "Look back", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_pulse label[for='quality_learning_4']", content: "One tap", run: "click" },
        { trigger: "label[for='reason_reached']", content: "We got there", run: "click" },
        { trigger: ".o_mentoring_send", content: "Send", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You alone read your answers')", content: "Thanked" },
        { trigger: "a.o_mentoring_row:contains('Portal Mentor')", content: "The pair that is over", run: "click", expectUnloadPage: true },
        { trigger: "#praise_text", content: "Thank my mentor", run: "edit You asked the right questions" },
        { trigger: "#may_quote", content: "They may quote it", run: "check" },
        { trigger: "#praise button:contains('Say thank you')", content: "Send", run: "click", expectUnloadPage: true },
        { trigger: "#praise button:contains('Change it')", content: "Said, and can be changed" },
        { trigger: "#may_quote:checked", content: "With what I allowed" },
        { trigger: "#praise a:contains('Your certificate')", content: "The certificate", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_certificate:contains('Portal Mentee'):contains('took part as a mentee in')", content: "It certifies me" },
        {
            trigger: ".o_mentoring_no_print:contains('Print this page')",
            content: "Printing is left to me",
            run: () => {
                const codes = [...document.scripts].map((script) => script.text);
                if (codes.some((code) => code.includes("print()")) || document.querySelector("[onclick]")) {
                    throw new Error("the page prints");
                }
            },
        },
        { trigger: "a:contains('Back to our page')", content: "Back", run: "click", expectUnloadPage: true },
        { trigger: "#praise a:contains('Your certificate')", content: "Our page" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentor_says_a_word", {
    steps: () => [
        { trigger: "#praise summary:contains('A word to HR about Portal')", content: "A word to HR", run: "click" },
        { trigger: "#praise_text", content: "What they should know", run: "edit Runs the shift alone" },
        { trigger: "#praise button:contains('Show it to Portal')", content: "My mentee first", run: "click", expectUnloadPage: true },
        { trigger: "#praise p:contains('reads it first, and decides')", content: "Who reads it, it says" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentee_sends_the_word", {
    steps: () => [
        { trigger: "section[data-step='word'] .o_mentoring_next", content: "A word about me waits", run: "click", expectUnloadPage: true },
        { trigger: "#praise p:contains('Runs the shift alone')", content: "Read it" },
        { trigger: "#praise p:contains('Nobody else reads this')", content: "Nobody else has" },
        { trigger: "#praise .o_mentoring_agree", content: "Yes, send it", run: "click", expectUnloadPage: true },
        { trigger: "#praise p:contains('You agreed, and can take it back')", content: "Sent" },
    ],
});
