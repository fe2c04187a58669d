package dev.millrace.local.zipcodes;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A row of the zip-code table.
 *
 * @param code five digits
 * @param attributes by the name of the feature that looks them up
 */
public record ZipCode(String code, Map<String, BigDecimal> attributes) {}
