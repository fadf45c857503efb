package org.cairn.source.mapping;

import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;

/// How the records of one resource become rows of one dataset.
public record Mapping(FileInput input, ResourceSpec resource, PipelineSpec pipeline) {}
