package dev.millrace.infra.settings;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a user may read of a setting.
 *
 * @param byDefault its default as a string; empty is none
 * @param expected the values that it takes, as error messages say it
 * @param meaning what it sets
 * @param later what happens when a running deployment gets another value
 * @param schema the JSON Schema of its values in a file
 */
public record DeclaredSetting(
    String key, String byDefault, String expected, String meaning, String later, JsonNode schema) {}
