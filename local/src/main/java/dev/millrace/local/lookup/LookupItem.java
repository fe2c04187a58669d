package dev.millrace.local.lookup;

import java.math.BigDecimal;
import java.util.Map;

/**
 * An item of the table of look-ups.
 *
 * @param table the look-up table's name
 * @param key what the row is about
 * @param numbers its attributes, by name
 */
public record LookupItem(String table, String key, Map<String, BigDecimal> numbers) {}
