package org.cairn.vault.body;

/// How large things may grow.
///
/// @param packBytes a pack that has reached this length is ended and the next begun
/// @param bodyFrames the most frames of one body
public record BodyLimits(long packBytes, int bodyFrames) {
    /// 64 MiB: few enough objects for a store that charges for each, small enough to fetch or to
    /// lose one. 262,144 frames are 256 GiB; their list takes about 35 MB.
    public static final BodyLimits DEFAULT = new BodyLimits(64L << 20, 262_144);
}
