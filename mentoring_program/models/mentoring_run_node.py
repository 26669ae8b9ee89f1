import contextlib
import os
import pathlib
import shutil
import socket
import uuid

import psutil

from odoo import api, fields, models
from odoo.tools import config

from ..matching import worker

# Estimate of the solver's memory: what the process takes, what each person adds, and each cell of people by columns.
# There is a column or so for each department: their places and wishes are compared.
BASE_BYTES = 150_000_000
BYTES_PER_PERSON = 4_000
BYTES_PER_CELL = 28
COLUMNS, COLUMNS_PER_DEPARTMENT = 200, 1.4
CONTROL_GROUP = pathlib.Path("/sys/fs/cgroup")


class MentoringRunNode(models.Model):
    """The machine under a run: which one it is, its folders, and whether its memory suffices."""

    _inherit = "mentoring.run"

    node = fields.Char(readonly=True, groups="base.group_system", help="Installation that works on the run.")

    @api.model
    def _node(self):
        """This installation, by host name and data folder.

        Containers may share the one, the nodes of a cluster the other; folders and locks are shared by those who
        share both.
        """
        path = pathlib.Path(config["data_dir"]) / "mentoring_runs" / "node"
        try:
            return f"{socket.gethostname()}/{path.read_text()}"
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(f"node.{uuid.uuid4().hex}")
            part.write_text(uuid.uuid4().hex[:12])
            try:
                with contextlib.suppress(FileExistsError):
                    os.link(part, path)  # in one step, and the first one stays
            finally:
                part.unlink()
            return self._node()

    @api.model
    def _folders(self):
        """Where the runs of this database and their solvers hand over on this node."""
        return pathlib.Path(config["data_dir"]) / "mentoring_runs" / self.env.cr.dbname

    def _folder(self):
        return self._folders() / str(self.id)

    @api.model
    def _clean_folders(self, kept):
        """End the solvers of runs that are not `kept`, a cancelled one say, and remove what they left."""
        names = {str(run.id) for run in kept}
        for folder in self._folders().glob("*/"):
            if folder.name not in names:
                (folder / "stop").touch()
                if not worker.is_alive(folder):
                    shutil.rmtree(folder, ignore_errors=True)

    # ------------------------------------------------------------
    # Memory
    # ------------------------------------------------------------

    def _memory_needed(self):
        """Bytes that the solver takes at most, by two counts and without reading anybody."""
        people = sum(self.program_id._count_eligible().values())
        columns = COLUMNS + COLUMNS_PER_DEPARTMENT * self.program_id._count_departments()
        return int(BASE_BYTES + people * (BYTES_PER_PERSON + BYTES_PER_CELL * columns))

    @api.model
    def _memory_free(self):
        """Bytes that a solver may take here; a container may have less than its machine."""
        free = psutil.virtual_memory().available
        try:
            most = int((CONTROL_GROUP / "memory.max").read_text())
            taken = int((CONTROL_GROUP / "memory.current").read_text())
        except (OSError, ValueError):  # no container, another kind of one, or one without a limit
            return free
        return max(0, min(free, most - taken))

    def _memory_refusal(self):
        """Why this node cannot hold a matching of so many people, or nothing."""
        needed, free = self._memory_needed(), self._memory_free()
        if needed <= free:
            return False
        return self.env._(
            "This matching needs about %(needed)s GB of memory and the server has %(free)s GB free. "
            "Split the program, or run it on a larger server.",
            needed=round(needed / 1e9, 1),
            free=round(free / 1e9, 1),
        )
