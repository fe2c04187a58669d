/** Bodies of requests, read member by member. */
package dev.millrace.models.request;
