from . import test_security
from . import test_data
from . import test_demo
from . import test_hr_employee
from . import test_pairing
from . import test_program
from . import test_run
