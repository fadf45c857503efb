package org.cairn.collect.fetch.http;

/// What holds for all sources of a project (`defaults` of `cairn.yaml`).
///
/// @param userAgent who asks, for every request of a source that does not say otherwise
/// @param allowPrivateAddresses whether sources may reach this machine and private networks
public record WebSettings(String userAgent, boolean allowPrivateAddresses) {
    /// Honest and without a project of its own; the public internet only.
    public static final WebSettings DEFAULT =
            new WebSettings("CairnBot/0.1 (a Cairn project)", false);

    AddressRules addresses() {
        return allowPrivateAddresses ? AddressRules.ALL : AddressRules.PUBLIC_ONLY;
    }
}
