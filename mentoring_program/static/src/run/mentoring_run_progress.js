// View XML cannot look again by itself: a run under way is read every second until it is over.

import { Component, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const LOOK_EVERY = 1000; // milliseconds
const FIELDS = ["state", "phase", "progress", "elapsed_seconds"];
const UNDER_WAY = ["queued", "running"];

export class MentoringRunProgress extends Component {
    static template = "mentoring_program.RunProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.run = useState({});
        useEffect(
            (resId) => this.follow(resId),
            () => [this.props.record.resId]
        );
    }

    /** Returns what ends it: the page is left, or shows another run. */
    follow(resId) {
        this.take(this.props.record.data);
        let timer;
        let isOver = false;
        const look = async () => {
            const run = await this.read(resId);
            if (isOver) {
                return;
            }
            if (run && !UNDER_WAY.includes(run.state)) {
                await this.props.record.load();
                return;
            }
            this.take(run || {});
            timer = browser.setTimeout(look, LOOK_EVERY);
        };
        timer = browser.setTimeout(look, LOOK_EVERY);
        return () => {
            isOver = true;
            browser.clearTimeout(timer);
        };
    }

    take(values) {
        for (const name of FIELDS.filter((name) => name in values)) {
            this.run[name] = values[name];
        }
    }

    /** Nothing while the server does not answer: it may be starting again, and the run goes on. */
    async read(resId) {
        try {
            return (await this.orm.silent.read("mentoring.run", [resId], FIELDS))[0];
        } catch {
            return undefined;
        }
    }

    get phase() {
        if (this.run.state === "queued") {
            return _t("Waiting for its turn");
        }
        const words = Object.fromEntries(this.props.record.fields.phase.selection);
        return words[this.run.phase] || _t("Starting");
    }

    get percent() {
        return Math.round(this.run.progress || 0);
    }

    get soFar() {
        const seconds = this.run.elapsed_seconds || 0;
        if (seconds < 60) {
            return _t("%s s so far", seconds);
        }
        return _t("%(minutes)s min %(seconds)s s so far", {
            minutes: Math.floor(seconds / 60),
            seconds: seconds % 60,
        });
    }
}

registry.category("view_widgets").add("mentoring_run_progress", {
    component: MentoringRunProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "phase", type: "selection" },
        { name: "progress", type: "float" },
        { name: "elapsed_seconds", type: "integer" },
    ],
});
