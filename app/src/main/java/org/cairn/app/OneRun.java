package org.cairn.app;

import java.util.List;
import org.cairn.collect.Pipeline;
import org.cairn.collect.RunControl;
import org.cairn.collect.RunOrder;
import org.cairn.collect.RunReport;

/// One run that is ready to begin. [#run] once, by one thread; [#control] by any.
public final class OneRun {
    private final Pipeline pipeline;
    private final RunOrder order;
    private final RunControl control = new RunControl();

    OneRun(Pipeline pipeline, RunOrder order) {
        this.pipeline = pipeline;
        this.order = order;
    }

    /// What was asked for.
    public List<String> names() {
        return order.names();
    }

    RunControl control() {
        return control;
    }

    RunReport run() {
        return pipeline.run(order, control);
    }
}
