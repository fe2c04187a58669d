/** The container behind the model endpoint. */
package dev.millrace.modelserver;
