// XML has no tests: the same relationship from the mentor's side.
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mentoring_mentor", {
    steps: () => [
        { trigger: ".o_mentoring_card:contains('Your mentee'):contains('Portal Mentee')", content: "My mentee" },
        { trigger: ".o_mentoring_card a:contains('Our page'):first", content: "Our page", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_reasons:contains('You both chose Leading a team')", content: "Why we two" },
        { trigger: "#agenda li:contains('What should be different')", content: "The questions of the next meeting" },
        { trigger: "a[href$='/log']:first", content: "Log the meeting that my mentee has logged", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_days label:contains('Portal logged 45 min')", content: "It is here already: add my side", run: "click" },
        { trigger: "label[for='rating_3']", content: "How it was", run: "click" },
        { trigger: "details:has(#note) > summary", content: "A note", run: "click" },
        { trigger: "textarea[name='note']", content: "For both", run: "edit You will ask for the project by Friday" },
        { trigger: "label[for='visibility_shared']", content: "My mentee can read it", run: "click" },
        { trigger: ".o_mentoring_save", content: "Save", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('hours count once')", content: "Joined" },
        { trigger: ".o_mentoring_note:contains('by Friday')", content: "The note" },
        { trigger: "#goals details:contains('Change') > summary", content: "My mentee's goal", run: "click" },
        { trigger: "#goals input[name='new_step']:first", content: "A next step", run: "edit Talk to the head of sales" },
        { trigger: "#goals .o_mentoring_goal button:contains('Save')", content: "Save", run: "click", expectUnloadPage: true },
        { trigger: "#goals label:contains('Talk to the head of sales')", content: "The step" },
        { trigger: "#plan a[href$='/book']", content: "Book the next meeting", run: "click", expectUnloadPage: true },
        { trigger: "label[for='slot_other']", content: "Another time than those offered", run: "click" },
        { trigger: "#plan_date", content: "In nine days", run: ({ anchor }) => {
            const day = new Date(Date.now() + 9 * 24 * 3600 * 1000);
            anchor.value = day.toISOString().slice(0, 10);
        } },
        { trigger: "#plan_time", content: "At ten", run: ({ anchor }) => { anchor.value = "10:00"; } },
        { trigger: "label[for='cadence_once']", content: "Just this once", run: "click" },
        { trigger: ".o_mentoring_book", content: "Book", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('both calendars')", content: "Booked" },
        { trigger: "#plan .fw-bold:contains('10:00')", content: "The appointment" },
    ],
});
