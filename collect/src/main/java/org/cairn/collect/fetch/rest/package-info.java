/// Listings of web APIs, page by page, never silently short.
///
/// Open [RestFetcher] first; [Listing] holds the rules by which a listing goes on, ends or is
/// doubted.
@NullMarked
package org.cairn.collect.fetch.rest;

import org.jspecify.annotations.NullMarked;
