// XML has no tests: what a mentee does with a portal login on a phone, from registration to feedback.
import { registry } from "@web/core/registry";
import { browser } from "@web/core/browser/browser";

const TAPS = "mentoring_tour_taps";

/** A step that taps like a thumb and is counted. */
const tap = (trigger, content, expectUnloadPage = false) => ({
    trigger,
    content,
    expectUnloadPage,
    run: async ({ click }) => {
        browser.sessionStorage.setItem(TAPS, Number(browser.sessionStorage.getItem(TAPS) || 0) + 1);
        await click();
    },
});

registry.category("web_tour.tours").add("mentoring_mentee_registers", {
    steps: () => [
        { trigger: "section[data-step='join'] .o_mentoring_next", content: "Look at the open program", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_register:not(:has(button[value='register']:visible))", content: "First only the question which role" },
        { trigger: "label[for='role_mentee']", content: "I would like to learn", run: "click" },
        { trigger: "textarea[name='goal']", content: "One sentence is the goal", run: "edit Lead my first project" },
        { trigger: ".o_mentoring_kept:contains('on any device')", content: "Kept on the server while I type" },
        { trigger: "input[name='mentee_skill']:first", content: "What to learn", run: "edit Juggling with numbers" },
        { trigger: ".o_mentoring_for_both label.o_mentoring_chip:contains('Leading a team')", content: "A topic", run: "click" },
        { trigger: "button[value='register']", content: "Register without agreeing, and with an unknown skill", run: "click", expectUnloadPage: true },
        { trigger: "#error_mentee_skill:contains('Juggling with numbers')", content: "The sentence stands beside the field" },
        { trigger: "#error_privacy:contains('read who sees what')", content: "And beside the agreement" },
        { trigger: "textarea[name='goal']:value('Lead my first project')", content: "Nothing typed is lost" },
        { trigger: "input[name='mentee_skill']:first", content: "Choose a known skill", run: "edit Hat making" },
        { trigger: "summary:contains('How do you see yourself')", content: "If I like, how I see myself", run: "click" },
        { trigger: "label[for='quality_learning_4']", content: "Open to learning: four of five", run: "click" },
        { trigger: "#privacy", content: "Agree", run: "check" },
        { trigger: "button[value='register']", content: "Register", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You are registered')", content: "Registered" },
        { trigger: "section[data-step='wait']", content: "The page says where I stand" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentee_registers_quickly", {
    steps: () => [
        tap("label[for='role_mentee']", "1: I would like to learn"),
        { trigger: "textarea[name='goal']", content: "The one thing to type", run: "edit Lead my first project" },
        tap("#privacy", "2: who sees what"),
        tap("button[value='register']", "3: register", true),
        {
            trigger: ".o_mentoring_notice:contains('You are registered')",
            content: "Three taps and one sentence",
            run: () => {
                const taps = Number(browser.sessionStorage.getItem(TAPS));
                browser.sessionStorage.removeItem(TAPS);
                if (taps > 3) {
                    throw new Error(`${taps} taps to register`);
                }
            },
        },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentee_chooses", {
    steps: () => [
        { trigger: "section[data-step='choose'] .o_mentoring_next", content: "Choose my mentor", run: "click", expectUnloadPage: true },
        { trigger: "h2:contains('Guide 1')", content: "Who would suit me" },
        { trigger: ".o_mentoring_reasons:contains('You both chose')", content: "And why" },
        { trigger: "summary:contains('Ask Guide'):first", content: "Ask one", run: "click" },
        { trigger: "textarea[name='message']:first", content: "One sentence", run: "edit How did you start?" },
        { trigger: "button:contains('Ask Guide'):first", content: "Send", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('held for you')", content: "The place is held" },
        { trigger: ".o_mentoring_asked:contains('How did you start?')", content: "My request stands there" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentor_answers", {
    steps: () => [
        { trigger: "section[data-step='answer'] .o_mentoring_next", content: "Somebody would like me as mentor", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_about:contains('How did you start?')", content: "What they wrote" },
        { trigger: "button[value='yes']", content: "One tap", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You have said yes')", content: "Said" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentee_meets", {
    steps: () => [
        { trigger: "section[data-step='log'] h2:contains('Did you meet')", content: "The planned meeting is the next step" },
        tap("section[data-step='log'] .o_mentoring_next", "1: log it", true),
        { trigger: "input[name='when']:not(#when_today, #when_other):checked", content: "The planned day is chosen already" },
        { trigger: "#minutes_45:checked", content: "So are its minutes" },
        tap("label[for='rating_4']", "2: how it was"),
        tap(".o_mentoring_save", "3: save", true),
        {
            trigger: ".o_mentoring_notice:contains('Saved')",
            content: "Three taps",
            run: () => {
                const taps = Number(browser.sessionStorage.getItem(TAPS));
                browser.sessionStorage.removeItem(TAPS);
                if (taps > 3) {
                    throw new Error(`${taps} taps to log a planned meeting`);
                }
            },
        },
        { trigger: ".o_mentoring_reasons:contains('You both chose Leading a team')", content: "Why we two, in words" },
        { trigger: ".breadcrumb a[href='/my/mentoring']", content: "Home", run: "click", expectUnloadPage: true },
        { trigger: "section[data-step='feedback'] .o_mentoring_next", content: "An earlier meeting waits for my word", run: "click", expectUnloadPage: true },
        { trigger: "label[for='rating_5']", content: "It was great", run: "click" },
        { trigger: "textarea[name='comment']", content: "In my words", run: "edit You asked the right question" },
        { trigger: "#is_shared", content: "My mentor may read it", run: "check" },
        { trigger: ".o_mentoring_send", content: "Send", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_card:contains('You said'):contains('Great')", content: "My answer stands there" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentee_books", {
    steps: () => [
        { trigger: "section[data-step='book_first'] .o_mentoring_next", content: "The first meeting is the next step", run: "click", expectUnloadPage: true },
        { trigger: "#slot_0:checked", content: "The first of three times is chosen already" },
        { trigger: ".o_mentoring_slots:has(#slot_2)", content: "There are three" },
        { trigger: "#cadence_once:checked", content: "A first meeting is just one" },
        { trigger: "label[for='slot_1']", content: "Rather the second one", run: "click" },
        { trigger: "label[for='cadence_biweekly']", content: "And every two weeks from then on", run: "click" },
        { trigger: ".o_mentoring_until:contains('All of them are booked now')", content: "Until when, it says" },
        { trigger: ".o_mentoring_book", content: "Book", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('both calendars')", content: "Booked" },
        { trigger: "#plan summary:contains('more planned')", content: "The rest of the series" },
        { trigger: "#agenda li:contains('How did you move into Head of Sales')", content: "The five questions, with my mentor's job" },
        { trigger: "#plan a:contains('Move')", content: "Move the first one", run: "click", expectUnloadPage: true },
        { trigger: "label[for='slot_0']", content: "To another offer", run: "click" },
        { trigger: "#scope_one:checked", content: "Only this one" },
        { trigger: ".o_mentoring_book", content: "Move it", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Moved')", content: "Moved" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentee_logs_first", {
    steps: () => [
        { trigger: "section[data-step='log'] .o_mentoring_next", content: "Did it happen? Yes", run: "click", expectUnloadPage: true },
        { trigger: "label[for='rating_5']", content: "It was great", run: "click" },
        { trigger: "label[for='fit_good']", content: "A good fit", run: "click" },
        { trigger: "details:has(#item_name) > summary", content: "We agreed on something", run: "click" },
        { trigger: "#item_name", content: "What", run: "edit Send the slides" },
        { trigger: "label[for='item_owner_partner']", content: "My mentor does it", run: "click" },
        { trigger: ".o_mentoring_save", content: "Save", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Saved')", content: "Saved" },
        { trigger: "#items label:contains('Send the slides')", content: "It waits for the next meeting" },
    ],
});

registry.category("web_tour.tours").add("mentoring_draft_survives", {
    steps: () => [
        { trigger: "details:has(#note) > summary", content: "Open the note", run: "click" },
        { trigger: "textarea[name='note']", content: "Write", run: "edit Do not lose this" },
        { trigger: "label[for='visibility_private']", content: "For me", run: "click" },
        {
            trigger: "body",
            content: "The login expires while I write",
            run: async () => {
                await fetch("/web/session/logout", { redirect: "manual" });
            },
        },
        { trigger: ".o_mentoring_save", content: "Save", run: "click", expectUnloadPage: true },
        { trigger: "input[name='login']", content: "The login page", run: "edit portal_mentee" },
        { trigger: "input[name='password']", content: "Password", run: "edit portal_mentee" },
        { trigger: ".oe_login_form button[type='submit']", content: "Back in", run: "click", expectUnloadPage: true },
        { trigger: "textarea[name='note']:value('Do not lose this')", content: "The draft is still here" },
        { trigger: "#visibility_private:checked", content: "With its choice" },
        { trigger: ".o_mentoring_save", content: "Save", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_note:contains('Do not lose this')", content: "Stored" },
    ],
});
