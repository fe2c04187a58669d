package dev.millrace.infra.settings;

/**
 * What a user may read of a setting.
 *
 * @param byDefault its default as a string; empty is none
 * @param expected the values that it takes, as error messages say it
 * @param later what happens when a running deployment gets another value
 */
public record DeclaredSetting(
    String key, String byDefault, String expected, String meaning, String later) {}
