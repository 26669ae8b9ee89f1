// View XML cannot say why a drop was refused, read the places in the titles again, or say what a board leaves out.

import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

export class MentoringBoardRenderer extends KanbanRenderer {
    static template = "mentoring_program.BoardRenderer";

    setup() {
        super.setup();
        this.actionService = useService("action");
        this.notificationService = useService("notification");
    }

    /** What is left out, as long as the board is cut down to a department. */
    get notice() {
        const { context, domain } = this.props.list;
        return JSON.stringify(domain).includes('"department_id"') && context.mentoring_board_notice;
    }

    async sortRecordDrop(dataRecordId, dataGroupId, params) {
        const mentee = this.props.list.records.find((record) => record.id === dataRecordId);
        try {
            await super.sortRecordDrop(dataRecordId, dataGroupId, params);
        } catch (error) {
            if (!(error instanceof RPCError) || error.exceptionName !== "odoo.exceptions.UserError") {
                throw error;
            }
            this.sayWhyNot(error.data.message, mentee);
        }
        await this.props.list.load();
    }

    sayWhyNot(rule, mentee) {
        const close = this.notificationService.add(rule, {
            type: "warning",
            sticky: true,
            buttons: [
                {
                    name: _t("Find a mentor"),
                    primary: true,
                    onClick: () => {
                        close();
                        this.actionService.doActionButton({
                            type: "object",
                            name: "action_why_not",
                            resModel: mentee.resModel,
                            resId: mentee.resId,
                            resIds: [mentee.resId],
                            context: mentee.context,
                            onClose: () => this.props.list.load(),
                        });
                    },
                },
            ],
        });
    }
}

registry.category("views").add("mentoring_board", { ...kanbanView, Renderer: MentoringBoardRenderer });
