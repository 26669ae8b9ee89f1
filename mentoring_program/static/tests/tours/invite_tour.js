import { registry } from "@web/core/registry";

const choose = (person) => [
    {
        content: `Type ${person}`,
        trigger: ".modal .o_field_widget[name=employee_ids] input",
        run: `edit ${person}`,
    },
    {
        content: `Take ${person} from the list`,
        trigger: `.o-autocomplete--dropdown-item:contains(${person})`,
        run: "click",
    },
    {
        content: `${person} is among those who will be invited`,
        trigger: `.modal .o_field_widget[name=invitee_ids] .o_data_row:contains(${person})`,
    },
];

registry.category("web_tour.tours").add("mentoring_invite", {
    steps: () => [
        {
            content: "Start from a template",
            trigger: ".o_control_panel button:contains(From a template)",
            run: "click",
        },
        {
            content: "Onboard faster",
            trigger: ".o_kanban_record:contains(Onboard faster) button:contains(Use this template)",
            run: "click",
        },
        {
            content: "A program for newcomers",
            trigger: ".modal .o_field_widget[name=kind] label:contains(Onboarding)",
            run: "click",
        },
        {
            content: "What that means is said in a sentence",
            trigger: ".modal .o_field_widget[name=kind_sentence]:contains(first three months)",
        },
        {
            content: "Give it a name",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Arrivals of the tour",
        },
        {
            content: "Create it",
            trigger: ".modal footer button:contains(Create the draft)",
            run: "click",
        },
        {
            content: "Open registration",
            trigger: ".o_statusbar_buttons button:contains(Open registration)",
            run: "click",
        },
        {
            content: "Invite people",
            trigger: ".o_statusbar_buttons button:contains(Invite people)",
            run: "click",
        },
        {
            content: "People I choose",
            trigger: ".modal .o_field_widget[name=whom] input[data-value=people]",
            run: "click",
        },
        ...choose("Igor Blum"),
        ...choose("Nora Quist"),
        ...choose("Olga Ray"),
        {
            content: "Three people",
            trigger: ".modal footer button.btn-primary:has(.o_field_widget[name=invitee_count]:contains(3))",
            run: "click",
        },
        {
            content: "The list says where each of them stands",
            trigger: ".o_list_view .o_data_row:contains(Olga Ray):contains(Queued)",
        },
        {
            content: "All three",
            trigger: ".o_list_view:has(.o_data_row:contains(Igor Blum)) .o_data_row:contains(Nora Quist)",
        },
    ],
});
