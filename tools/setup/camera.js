// What the camera asks of a page: find by words, press, type, and whether the page has come to rest.
window.camera = {
    shown: (node) => node.getClientRects().length > 0 && node.checkVisibility({ visibilityProperty: true }),
    text: (node) => (node.innerText || node.value || node.getAttribute("aria-label") || "").replace(/\s+/g, " ").trim(),
    top: () => [...document.querySelectorAll(".modal.show, .modal.d-block, .o_dialog .modal")].pop() || document.body,
    find: (text, selector) => {
        const nodes = [...camera.top().querySelectorAll(selector || "a, button, summary, label, [role=button], [role=tab]")];
        const named = nodes.filter(camera.shown);
        const words = text.toLowerCase(); // some headings are written in capitals by their style
        return (
            named.find((node) => camera.text(node) === text) ||
            named.find((node) => camera.text(node).toLowerCase().includes(words))
        );
    },
    press: (text, selector) => {
        const node = camera.find(text, selector);
        if (node) { node.scrollIntoView({ block: "center" }); node.click(); }
        return Boolean(node);
    },
    type: (selector, value) => {
        const node = [...camera.top().querySelectorAll(selector)].find(camera.shown);
        if (!node) { return false; }
        node.scrollIntoView({ block: "center" });
        node.focus();
        if (node.isContentEditable) { node.innerText = value; }
        else { node.value = value; }
        for (const name of ["input", "change"]) { node.dispatchEvent(new Event(name, { bubbles: true })); }
        return true;
    },
    busy: () => document.readyState !== "complete" || Boolean(
        document.querySelector(".o_blockUI, .o_loading_indicator:not(.d-none)")
        || document.querySelector(".o_web_client") && !document.querySelector(".o_view_controller, .o_action")
    ) || [...document.images].some((image) => camera.shown(image) && !image.complete),
    reads: (text) => document.body.innerText.replace(/\s+/g, " ").toLowerCase().includes(text.toLowerCase()),
    height: () => Math.max(
        document.documentElement.scrollHeight, (document.querySelector("#wrapwrap") || document.body).scrollHeight
    ),
};
