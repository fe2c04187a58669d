/** Personal data in rows that are shown: where it stands before and behind each rule. */
package dev.millrace.ingestion.rule.mask;
