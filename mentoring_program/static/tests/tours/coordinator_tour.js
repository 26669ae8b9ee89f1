import { registry } from "@web/core/registry";

const openMenu = (section, item) => [
    {
        content: `Open the menu ${section}`,
        trigger: `.o_menu_sections button:contains(${section})`,
        run: "click",
    },
    {
        content: `Choose ${item}`,
        trigger: `.o-dropdown--menu .dropdown-item:contains(${item})`,
        run: "click",
    },
];

const addParticipant = (statButton, person) => [
    {
        content: `Open the ${statButton}`,
        trigger: `.o_form_view .o-form-buttonbox button:contains(${statButton}), .o_control_panel button:contains(${statButton})`,
        run: "click",
    },
    {
        content: "Add somebody",
        trigger: ".o_list_view .o_list_button_add",
        run: "click",
    },
    {
        content: `Choose ${person}`,
        trigger: ".o_form_view .o_field_widget[name=employee_id] input",
        run: `edit ${person}`,
    },
    {
        content: `Take ${person} from the list`,
        trigger: `.o-autocomplete--dropdown-item:contains(${person})`,
        run: "click",
    },
    {
        content: "Save",
        trigger: ".o_form_button_save",
        run: "click",
    },
    {
        content: "It is saved",
        trigger: ".o_form_saved",
    },
    {
        content: "Back to the program",
        trigger: ".o_breadcrumb .breadcrumb-item:contains(Leaders of the tour)",
        run: "click",
    },
    {
        content: "The program is there again",
        trigger: ".o_form_view .o_field_widget[name=coordinator_ids]",
    },
];

const column = (title) => `.o_kanban_group:has(.o_column_title:contains(${title}))`;

registry.category("web_tour.tours").add("mentoring_coordinator", {
    steps: () => [
        {
            content: "Start from a template",
            trigger: ".o_control_panel button:contains(From a template)",
            run: "click",
        },
        {
            content: "Develop emerging leaders",
            trigger:
                ".o_kanban_record:contains(Develop emerging leaders) button:contains(Use this template)",
            run: "click",
        },
        {
            content: "The objective is a sentence with its target",
            trigger:
                ".modal .o_field_widget[name=objective_sentence]:contains(Develop emerging leaders. Promotion rate from)",
        },
        {
            content: "Give it a name",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Leaders of the tour",
        },
        {
            content: "Everything else is filled in",
            trigger: ".modal footer button:contains(Create the draft)",
            run: "click",
        },
        {
            content: "The draft is there",
            trigger: ".o_form_view .o_arrow_button_current:contains(Draft)",
        },
        {
            content: "Look at the rules",
            trigger: ".nav-link:contains(Rules)",
            run: "click",
        },
        {
            content: "The coordinator approves",
            trigger: ".o_field_widget[name=approval_policy] label:contains(The coordinator)",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The template brought its criteria",
            trigger: ".o_field_widget[name=criterion_ids] .o_data_row:contains(Seniority gap)",
        },
        {
            content: "Open registration",
            trigger: ".o_statusbar_buttons button:contains(Open registration)",
            run: "click",
        },
        {
            content: "Registration is open",
            trigger: ".o_arrow_button_current:contains(Registration)",
        },
        ...addParticipant("Mentors", "Igor Blum"),
        ...addParticipant("Mentees", "Nora Quist"),
        {
            content: "Preview the matching",
            trigger: ".o_statusbar_buttons button:contains(Preview matching)",
            run: "click",
        },
        {
            content: "One mentee, one place, no goal written yet",
            trigger: ".modal .o_field_widget[name=without_goal_ids]:contains(Nora Quist)",
        },
        {
            content: "Run it",
            trigger: ".modal footer button:contains(Run matching)",
            run: "click",
        },
        {
            content: "The outcome is a sentence, with its proof",
            trigger:
                ".o_field_widget[name=outcome]:contains(1 of 1 mentees have a mentor. No other matching covers more people)",
        },
        {
            content: "Check the proof",
            trigger: ".o_statusbar_buttons button:contains(Check the proof)",
            run: "click",
        },
        {
            content: "It holds",
            trigger: ".o_notification:contains(proved optimal)",
        },
        ...openMenu("Pairings", "Mentees by mentor"),
        {
            content: "The mentee is in the mentor's column, whose place is taken",
            trigger: `${column("Igor Blum · 0 of 1 free")} .o_kanban_record:contains(Nora Quist)`,
        },
        {
            content: "Nobody is left without one",
            trigger: `${column("Unmatched")}:contains(Every mentee has a proposal)`,
        },
        {
            content: "Take the proposal back",
            trigger: `${column("Igor Blum")} .o_kanban_record:contains(Nora Quist)`,
            run: `drag_and_drop(${column("Unmatched")})`,
        },
        {
            content: "Unmatched, and the place is free again",
            trigger: `.o_kanban_renderer:has(${column("Igor Blum · 1 of 1 free")}) ${column("Unmatched")} .o_kanban_record:contains(Nora Quist)`,
        },
        {
            content: "Look who suits",
            trigger: `${column("Unmatched")} .o_kanban_record:contains(Nora Quist) button:contains(Find a mentor)`,
            run: "click",
        },
        {
            content: "Propose Igor",
            trigger: ".modal .o_data_row:contains(Igor Blum) button:contains(Propose)",
            run: "click",
        },
        {
            content: "The place is taken again",
            trigger: `${column("Igor Blum · 0 of 1 free")} .o_kanban_record:contains(Nora Quist)`,
        },
        ...openMenu("Pairings", "Pairings by state"),
        {
            content: "Approve from the card",
            trigger: `${column("Proposed")} .o_kanban_record:contains(Nora Quist) button:contains(Approve)`,
            run: "click",
        },
        {
            content: "It is approved",
            trigger: `${column("Approved")} .o_kanban_record:contains(Nora Quist)`,
        },
    ],
});

registry.category("web_tour.tours").add("mentoring_board_refusal", {
    steps: () => [
        {
            content: "Drop a mentee on the manager",
            trigger: `${column("Unmatched")} .o_kanban_record:contains(Waiting)`,
            run: `drag_and_drop(${column("Mentee Manager")})`,
        },
        {
            content: "The rule is named",
            trigger: ".o_notification:contains(reports to the other)",
        },
        {
            content: "The card is back",
            trigger: `${column("Unmatched")} .o_kanban_record:contains(Waiting)`,
        },
        {
            content: "See who else suits",
            trigger: ".o_notification button:contains(Find a mentor)",
            run: "click",
        },
        {
            content: "The list says it too, at its end",
            trigger: ".modal .o_data_row:last:contains(Mentee Manager):contains(reports to the other)",
        },
        {
            content: "Propose somebody else",
            trigger: ".modal .o_data_row:first:contains(Sponsor) button:contains(Propose)",
            run: "click",
        },
        {
            content: "The board knows",
            trigger: `${column("Sponsor · 0 of 1 free")} .o_kanban_record:contains(Waiting)`,
        },
    ],
});

registry.category("web_tour.tours").add("mentoring_workbench", {
    steps: () => [
        {
            content: "What the matching found is a sentence",
            trigger: ".o_field_widget[name=outcome]:contains(2 of 3 mentees have a mentor)",
        },
        {
            content: "The weakest pair is named",
            trigger: ".o_field_widget[name=weakest_pair]:contains(with)",
        },
        {
            content: "Try other weights",
            trigger: ".o_statusbar_buttons button:contains(Try a scenario)",
            run: "click",
        },
        {
            content: "What if the department mattered most",
            trigger: ".modal .o_data_row:contains(Department) .o_data_cell[name=weight]",
            run: "click",
        },
        {
            content: "Ten instead of nothing",
            trigger: ".modal .o_data_row:contains(Department) .o_field_widget[name=weight] input",
            run: "edit 10",
        },
        {
            content: "Try it",
            trigger: ".modal footer button:contains(Try it)",
            run: "click",
        },
        {
            content: "Both matchings stand side by side",
            trigger: ".modal .o_field_widget[name=summary]:contains(2 mentees would have another mentor)",
        },
        {
            content: "Who would change, by name",
            trigger: ".modal .o_field_widget[name=pair_ids] .o_data_row:contains(Ben):contains(Ana):contains(Lena)",
        },
        {
            content: "Propose them",
            trigger: ".modal footer button:contains(Propose these pairs)",
            run: "click",
        },
        {
            content: "Yes, in place of those that wait",
            trigger: ".modal:contains(Pairs that are pinned) footer .btn-primary",
            run: "click",
        },
        {
            content: "Ben has Lena now",
            trigger: ".o_kanban_record:contains(Ben):contains(Lena)",
            run: "click",
        },
        {
            content: "Why not Ana?",
            trigger: ".o_statusbar_buttons button:contains(Why not)",
            run: "click",
        },
        {
            content: "What it costs, and who moves",
            trigger: ".modal .o_data_row:contains(Ana):contains(points of fit):contains(Cem moves to Lena)",
        },
        {
            content: "Propose Ana all the same",
            trigger: ".modal .o_data_row:contains(Ana) button:contains(Propose)",
            run: "click",
        },
        {
            content: "Others move along with it",
            trigger: ".modal:contains(Proposals of other mentees change) footer .btn-primary",
            run: "click",
        },
        {
            content: "It is done, and said",
            trigger: ".o_notification:contains(Ana is proposed for Ben. Along with it: Cem moves to Lena)",
        },
    ],
});
