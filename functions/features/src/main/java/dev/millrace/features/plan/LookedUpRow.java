package dev.millrace.features.plan;

import dev.millrace.features.definition.LookupDefinition;
import dev.millrace.features.lookup.HeldKey;
import dev.millrace.features.lookup.LookupRow;
import java.util.Optional;

/**
 * What a look-up gave for one record.
 *
 * @param slot of the field with the key
 * @param row what is stored under the key; empty when there is no key, or nothing is stored
 */
record LookedUpRow(LookupDefinition lookup, int slot, HeldKey key, Optional<LookupRow> row) {}
