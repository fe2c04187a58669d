/** The registry: models, their versions, and what may be done with them. */
package dev.millrace.models.registry;
