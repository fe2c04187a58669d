/** The table of who asked over HTTP for which change, when, and what became of it. */
package dev.millrace.audit;
