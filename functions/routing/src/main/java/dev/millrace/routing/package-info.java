/**
 * Which versions of which model answer: the routing rows, what the endpoint's instances have
 * loaded, and the choice of a version for a record.
 */
package dev.millrace.routing;
