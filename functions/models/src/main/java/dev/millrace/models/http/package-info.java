/** The routes below {@code /models}. */
package dev.millrace.models.http;
