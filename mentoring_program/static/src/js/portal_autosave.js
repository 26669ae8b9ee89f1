// XML cannot send what somebody types before they press a button: this keeps the registration on the server meanwhile.
import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { browser } from "@web/core/browser/browser";

const PAUSE = 1200;

export class MentoringAutosave extends Interaction {
    static selector = "form[data-keep]";
    dynamicContent = {
        _root: {
            "t-on-input": this.onChange,
            "t-on-submit": this.onSubmit,
        },
        _document: { "t-on-visibilitychange": this.onLeave },
    };

    setup() {
        this.revision = 0;
        this.sent = 0;
        this.isSubmitted = false;
        this.status = this.el.querySelector(".o_mentoring_kept");
        this.sendLater = this.debounced(this.send, PAUSE);
    }

    onChange() {
        this.revision += 1;
        this.sendLater();
    }

    onSubmit() {
        this.isSubmitted = true;
    }

    /** A phone that is put away may never come back to this page. */
    onLeave() {
        if (document.visibilityState !== "visible" && this.revision > this.sent && !this.isSubmitted) {
            navigator.sendBeacon(this.el.dataset.keep, this.values());
        }
    }

    values() {
        const values = new FormData(this.el);
        values.set("revision", this.revision);
        return values;
    }

    async send() {
        if (this.isSubmitted || this.revision === this.sent) {
            return;
        }
        const revision = this.revision;
        const isKept = await this.waitFor(this.post());
        if (isKept) {
            this.sent = Math.max(this.sent, revision);
        }
        if (this.status && !this.isSubmitted) {
            const { kept, notKept } = this.status.dataset;
            this.status.textContent = isKept ? kept : notKept;
        }
    }

    async post() {
        try {
            const response = await browser.fetch(this.el.dataset.keep, {
                method: "POST",
                body: this.values(),
                redirect: "manual", // to the login, when it has expired
            });
            return response.status === 200;
        } catch {
            return false;
        }
    }
}

registry.category("public.interactions").add("mentoring_program.autosave", MentoringAutosave);
