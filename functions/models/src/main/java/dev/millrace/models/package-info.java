/** Models and their versions: registry, routing and rollouts. */
package dev.millrace.models;
