import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("mentoring_manager", {
    steps: () => [
        {
            content: "Open Mentoring in the Employees app",
            trigger: ".o_menu_sections button:contains(Mentoring)",
            run: "click",
        },
        {
            content: "Pairings to approve",
            trigger: ".o-dropdown--menu .dropdown-item:contains(Pairings to approve)",
            run: "click",
        },
        {
            content: "Who, with whom, how long: no score",
            trigger:
                ".o_data_row:contains(Waiting):contains(as mentee):contains(every two weeks)",
        },
        {
            content: "Approve the first",
            trigger: ".o_data_row:contains(Waiting) button:contains(Approve)",
            run: "click",
        },
        {
            content: "It is gone from the list",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Waiting)))",
        },
        {
            content: "Decline the second",
            trigger: ".o_data_row:contains(Uninvolved) button:contains(Decline)",
            run: "click",
        },
        {
            content: "The form says who reads the reason",
            trigger:
                ".modal .o_field_widget[name=readers_sentence]:contains(The program team reads this. Uninvolved and Mentor do not.)",
        },
        {
            content: "Another priority comes first",
            trigger: ".modal .o_field_widget[name=reason_kind] label:contains(Other priority first)",
            run: "click",
        },
        {
            content: "In a few words",
            trigger: ".modal .o_field_widget[name=reason_text] textarea",
            run: "edit The audit comes first this spring",
        },
        {
            content: "Decline",
            trigger: ".modal footer button:contains(Decline)",
            run: "click",
        },
        {
            content: "Nothing is left to decide",
            trigger: ".o_view_nocontent:contains(Nothing to decide)",
        },
        {
            content: "My team's mentoring",
            trigger: ".o_view_nocontent a:contains(My team's mentoring)",
            run: "click",
        },
        {
            content: "Names and state, nothing else",
            trigger: ".o_data_row:contains(Waiting):contains(Active)",
        },
    ],
});
