/** Changes of routing rows: who may answer, and how that is undone. */
package dev.millrace.models.routing;
