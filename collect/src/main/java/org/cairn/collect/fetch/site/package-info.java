/// Pages of web sites, followed from page to page and from record to record, never silently short.
///
/// Open [SiteFetcher] first; [Trail] holds the rules by which a listing goes on, ends or is
/// doubted.
@NullMarked
package org.cairn.collect.fetch.site;

import org.jspecify.annotations.NullMarked;
