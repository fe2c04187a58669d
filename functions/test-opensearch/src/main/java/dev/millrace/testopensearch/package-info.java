/** An OpenSearch node in a process of its own. */
package dev.millrace.testopensearch;
