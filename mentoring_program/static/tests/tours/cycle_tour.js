// XML has no tests: what people and coordinators do when a pair needs a hand.
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mentoring_change", {
    steps: () => [
        { trigger: "section[data-step='feedback'] .o_mentoring_next", content: "Say how it was", run: "click", expectUnloadPage: true },
        { trigger: "label[for='rating_2']", content: "So-so", run: "click" },
        { trigger: "label[for='fit_poor']", content: "Not a good fit", run: "click" },
        { trigger: ".o_mentoring_send", content: "Send", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('Only the program team sees this')", content: "Who reads it" },
        { trigger: "h1:contains('Shall we look for someone else')", content: "Three ways, at once" },
        { trigger: "button[value='rematch']", content: "Somebody else", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_nudge:contains('You asked for somebody else')", content: "The page says what was asked" },
        { trigger: "a:contains('Back to our page')", content: "Back", run: "click", expectUnloadPage: true },
        { trigger: "a:contains('Change or end it'):visible", content: "It can be changed at any time" },
    ],
});

registry.category("web_tour.tours").add("mentoring_pulse", {
    steps: () => [
        { trigger: "section[data-step='pulse'] .o_mentoring_next", content: "How is it going?", run: "click", expectUnloadPage: true },
        { trigger: "label[for='links_4']", content: "One tap", run: "click" },
        { trigger: "label[for='accountability_5']", content: "And the last", run: "click" },
        { trigger: ".o_mentoring_send", content: "Send", run: "click", expectUnloadPage: true },
        { trigger: ".o_mentoring_notice:contains('You alone read your answers')", content: "Thanked, and told who reads it" },
    ],
});

registry.category("web_tour.tours").add("mentoring_today", {
    steps: () => [
        { trigger: ".o_group_name:contains('Asked for a change')", content: "Lines stand in groups, open" },
        { trigger: ".o_data_row:contains('would like somebody else') button:contains('Find another mentor')", content: "Find another mentor", run: "click" },
        { trigger: ".modal .o_field_widget[name=summary]:contains('Both hear the same sentence')", content: "What it does is said first" },
        { trigger: ".modal .o_data_row:contains('nobody else moves') button:contains('Propose instead')", content: "With its price", run: "click" },
        { trigger: ".modal .modal-footer button:contains('End and propose')", content: "Yes", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains('would like somebody else')))", content: "The line is gone" },
        { trigger: ".o_data_row:contains('No meeting for') button:contains('Nudge')", content: "Nudge", run: "click" },
        { trigger: ".o_notification:contains('hear a kind word')", content: "Said what happens" },
        { trigger: ".o_view_nocontent:contains('Nothing needs you today')", content: "Nothing is left" },
        { trigger: ".o_view_nocontent a:contains('Open the board')", content: "On to the board", run: "click" },
        { trigger: ".o_kanban_view", content: "The board" },
    ],
});

registry.category("web_tour.tours").add("mentoring_today_poor_fit", {
    steps: () => [
        { trigger: ".o_data_row:contains('not a good fit') button:contains('Write')", content: "Somebody says that it does not fit: writing comes first" },
        { trigger: ".o_data_row:contains('not a good fit') .o_data_cell[name=sentence]", content: "Look at the pair", run: "click" },
        { trigger: ".o_statusbar_buttons button:contains('Find another mentor')", content: "Find another mentor", run: "click" },
        { trigger: ".modal .o_data_row:contains('Third'):contains('nobody else moves') button:contains('Propose instead')", content: "Who, and what it costs", run: "click" },
        { trigger: ".modal .modal-footer button:contains('End and propose')", content: "Yes", run: "click" },
        { trigger: "body:not(:has(.modal))", content: "Done" },
        { trigger: ".o_breadcrumb .breadcrumb-item:contains('Today')", content: "Back to the day", run: "click" },
        { trigger: ".o_view_nocontent:contains('Nothing needs you today')", content: "Nothing is left" },
    ],
});
