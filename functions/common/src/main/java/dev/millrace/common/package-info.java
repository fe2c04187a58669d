/**
 * What every capability needs and none owns: settings, AWS clients, JSON, HTTP and stream records.
 */
package dev.millrace.common;
