/** HTTP as API Gateway's HTTP APIs hand it to a function: requests, responses, problems, routes. */
package dev.millrace.common.http;
