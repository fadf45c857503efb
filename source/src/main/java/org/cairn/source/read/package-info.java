/// A project folder to declarations: finds the files, reads them, checks them against each other.
///
/// Rules: nothing outside the project folder is opened, except what `${file:…}` names in the user's
/// own words; content never throws before everything was looked at. Open [ProjectReader] first.
@NullMarked
package org.cairn.source.read;

import org.jspecify.annotations.NullMarked;
