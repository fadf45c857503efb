package org.cairn.kernel;

/// The number of a run, from 1; never given twice in one project.
public record RunNumber(long value) implements Comparable<RunNumber> {
    public RunNumber {
        if (value < 1) {
            throw new IllegalArgumentException("a run number starts at 1: " + value);
        }
    }

    @Override
    public int compareTo(RunNumber other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
