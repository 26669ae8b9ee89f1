// XML has no tests: finding each other without the coordinator, reminders, and what somebody does with their data.
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mentoring_marks_a_mentor", {
    steps: () => [
        { trigger: "a[href$='/mentors']:visible:first", content: "Mentors who like to be found", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_card:contains('Ida Marl') button:contains('I find Ida interesting')", content: "Mark one", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_card:contains('Ida Marl') button:contains('On my list')", content: "On my list" },
        { trigger: "input[name='words']", content: "Look for another", run: "edit Otto" },
        { trigger: ".o_mentoring_find button", content: "Find", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring:not(:contains('Ida Marl')) button:contains('I find Otto interesting')", content: "Mark him, who alone is found", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring:not(:contains('Ida Marl')) button:contains('On my list')", content: "The search is still there: pull back", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_card:contains('Otto Zell') button[aria-pressed='false']", content: "Not on my list" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentor_offers", {
    steps: () => [
        { trigger: "section[data-step='choose'] .o_mentoring_next", content: "Who would you like to help?", run: "click", expectUnloadPage: true },
        { trigger: ".lead:contains('You have one free place')", content: "The free place" },
        { trigger: ".o_mentoring_card:contains('Portal Uninvolved') button:contains('Offer to be Portal')", content: "Offer it", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('is held until there is an answer')", content: "Held" },
        { trigger: ".o_mentoring_asked:contains('Portal Uninvolved') button[value='withdraw']", content: "It can be taken back" },
    ],
});

registry.category("web_tour.tours").add("mentoring_mentee_takes_the_offer", {
    steps: () => [
        { trigger: "section[data-step='answer'] h2:contains('offers to be your mentor')", content: "Somebody offers" },
        { trigger: "section[data-step='answer'] .o_mentoring_next", content: "Read it", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_reasons:contains('You both chose')", content: "Why it could suit" },
        { trigger: "button[value='yes']", content: "Yes, gladly", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You have said yes')", content: "Said" },
    ],
});

registry.category("web_tour.tours").add("mentoring_reminders", {
    steps: () => [
        { trigger: ".o_mentoring_foot a:contains('Reminders')", content: "What I am reminded of", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_card:contains('How is it going') button[value='later']", content: "This one in a week", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('in a week')", content: "Later" },
        { trigger: ".o_mentoring_card:contains('How is it going'):contains('We come back to it on')", content: "The day stands there" },
        { trigger: ".o_mentoring_card:contains('have not met since') button[value='stop']", content: "This one never again", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You hear no more of it')", content: "Stopped" },
        { trigger: ".o_mentoring:not(:contains('have not met since')) .o_mentoring_card:contains('How is it going')", content: "The other one is left" },
    ],
});

registry.category("web_tour.tours").add("mentoring_my_data", {
    steps: () => [
        { trigger: ".o_mentoring_foot a:contains('My data')", content: "My data", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_rows li", content: "What is kept, in figures" },
        { trigger: "a[href$='kind=xlsx']", content: "To take along" },
        { trigger: "#erase summary:contains('Ask to be forgotten')", content: "Or to be forgotten", run: "click" },
        { trigger: "#erase p:contains('It cannot be undone')", content: "What that means is said first" },
        { trigger: "#erase button[value='ask']", content: "Yes, ask for it", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You have asked to be forgotten')", content: "Asked" },
        { trigger: "#erase button:contains('I have changed my mind')", content: "And it can be taken back" },
    ],
});
