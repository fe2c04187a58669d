/** Real services on loopback, and what tests share. */
package dev.millrace.testsupport;
