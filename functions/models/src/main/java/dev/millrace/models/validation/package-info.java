/**
 * Validates the file of a version, in a function that reaches the registry's bucket and nothing
 * else.
 */
package dev.millrace.models.validation;
