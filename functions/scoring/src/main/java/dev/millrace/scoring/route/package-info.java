/** Which versions score a stream's records and a request's documents, compiled and ready to ask. */
package dev.millrace.scoring.route;
