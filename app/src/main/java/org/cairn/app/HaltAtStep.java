package org.cairn.app;

import java.util.Map;
import org.cairn.kernel.Steps;

/// Ends the process at a named step as `kill -9` would: no clean-up, no shutdown hook.
///
/// Only for crash tests, which set `CAIRN_HALT_AT`; nobody sets it by accident.
final class HaltAtStep implements Steps {
    private static final int STATUS_OF_SIGKILL = 137;

    private final String step;

    private HaltAtStep(String step) {
        this.step = step;
    }

    static Steps from(Map<String, String> environment) {
        String step = environment.get("CAIRN_HALT_AT");
        return step == null ? Steps.NONE : new HaltAtStep(step);
    }

    @Override
    public void reached(String reached) {
        if (reached.equals(step)) {
            Runtime.getRuntime().halt(STATUS_OF_SIGKILL);
        }
    }
}
