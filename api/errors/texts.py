"""What each error code says to people, and the HTTP status of a request that fails with it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .codes import ErrorCode


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence that says what happened, one that says what to do, and the status.

    Both take named placeholders. A status of 200 belongs to errors of single fields, beside data.
    """

    message: str | Promise
    hint: Promise
    status: HTTPStatus = HTTPStatus.BAD_REQUEST


PERSISTED_QUERY_NOT_FOUND = "PersistedQueryNotFound"
PERSISTED_QUERY_NOT_SUPPORTED = "PersistedQueryNotSupported"
"""What Apollo's clients look for in place of a sentence."""

EXPLANATIONS: dict[ErrorCode, Explanation] = {
    ErrorCode.KEY_MISSING: Explanation(
        _("This request has no API key."),
        _(
            "Send the header “Authorization: Bearer jpt_…”. Ask the editors of your state for a key; "
            "they make one in the admin under “API clients”."
        ),
        HTTPStatus.UNAUTHORIZED,
    ),
    ErrorCode.KEY_MALFORMED: Explanation(
        _("The API key is incomplete or has a typing error."),
        _("A key begins with jpt_pk_ or jpt_sk_ and has 50 characters. Copy it again, whole."),
        HTTPStatus.UNAUTHORIZED,
    ),
    ErrorCode.KEY_UNKNOWN: Explanation(
        _("This API key does not exist."),
        _("Check that the key belongs to this installation, or ask the editors of your state for a new one."),
        HTTPStatus.UNAUTHORIZED,
    ),
    ErrorCode.KEY_EXPIRED: Explanation(
        _("This API key has expired."),
        _("Ask the editors of your state for a new key; two may be active while you change over."),
        HTTPStatus.UNAUTHORIZED,
    ),
    ErrorCode.KEY_REVOKED: Explanation(
        _("This API key was revoked."),
        _("Ask the editors of your state for a new key."),
        HTTPStatus.UNAUTHORIZED,
    ),
    ErrorCode.ORIGIN_FORBIDDEN: Explanation(
        _("This API key may not be used from %(origin)s."),
        _("Ask the editors of your state to add this origin to the client's allowed origins."),
        HTTPStatus.FORBIDDEN,
    ),
    ErrorCode.SECRET_KEY_IN_BROWSER: Explanation(
        _("This is a secret key, and it was sent from a page of %(origin)s."),
        _(
            "Whoever opens the page can read it: have it replaced, "
            "and use a publishable one (jpt_pk_…) in pages and apps."
        ),
        HTTPStatus.FORBIDDEN,
    ),
    ErrorCode.FORBIDDEN_SCOPE: Explanation(
        _("This API key lacks the scope “%(scope)s”."),
        _("Ask the editors of your state for a key with this scope, or leave the field out."),
        HTTPStatus.OK,
    ),
    ErrorCode.BUDGET_EXCEEDED: Explanation(
        _(
            "This request costs %(value)d points. Of the %(limit)d that the key may spend in a minute, "
            "%(remaining)d are left."
        ),
        _("Try again in %(seconds)d s, ask for less at once, or have the key's budget raised."),
        HTTPStatus.TOO_MANY_REQUESTS,
    ),
    ErrorCode.INTROSPECTION_OFF: Explanation(
        _("This key is for production and may not ask the schema about itself."),
        _(
            "The whole schema is at /schema.graphql, for everybody. For tools that ask for it, use a key of a sandbox: "
            "the editors of your state make one in the admin under “API clients”."
        ),
    ),
    ErrorCode.DOCUMENT_NOT_TRUSTED: Explanation(
        _("This key runs only the trusted documents of its client."),
        _("Upload the query in the admin under “API clients”, and send its id as “documentId”."),
        HTTPStatus.FORBIDDEN,
    ),
    ErrorCode.HOST_UNKNOWN: Explanation(
        _("This service does not answer for the host of the request."),
        _("Use the address that you were given with your key."),
    ),
    ErrorCode.HTTPS_REQUIRED: Explanation(
        _("This request came without encryption, and so did its key."),
        _("Use https://, and ask the editors of your state to replace the key: others may have read it."),
        HTTPStatus.FORBIDDEN,
    ),
    ErrorCode.METHOD_NOT_ALLOWED: Explanation(
        _("The method %(method)s cannot be used here."),
        _("Send queries with POST or GET, and mutations with POST."),
        HTTPStatus.METHOD_NOT_ALLOWED,
    ),
    ErrorCode.NOT_ACCEPTABLE: Explanation(
        _("None of the media types in the header “Accept” can be served."),
        _("Accept application/graphql-response+json or application/json."),
        HTTPStatus.NOT_ACCEPTABLE,
    ),
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: Explanation(
        _("The body of the request is not JSON in UTF-8."),
        _("Send the header “Content-Type: application/json” and a JSON object with the key “query”."),
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    ),
    ErrorCode.BODY_TOO_LARGE: Explanation(
        _("The request is larger than %(limit)d bytes."),
        _("Split the query, or send values as variables of several requests."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ),
    ErrorCode.BODY_INCOMPLETE: Explanation(
        _("The body of the request did not arrive whole within %(limit)s s."),
        _("Send it again in one go; if the network is slow, send less at once."),
        HTTPStatus.REQUEST_TIMEOUT,
    ),
    ErrorCode.BAD_JSON: Explanation(
        _("The body of the request is not valid JSON."),
        _('Send one JSON object in UTF-8, such as {"query": "{ states { code } }"}.'),
    ),
    ErrorCode.JSON_TOO_DEEP: Explanation(
        _("The JSON of the request is nested more than %(limit)d levels deep."),
        _("Send flatter variables; no input of this API is deeper than two levels."),
    ),
    ErrorCode.BAD_REQUEST: Explanation(
        _("The parameter “%(field)s” is missing or has the wrong type."),
        _(
            "Send “query” or “documentId”, not both. They and “operationName” are strings; “variables” and "
            "“extensions” are objects."
        ),
    ),
    ErrorCode.BATCH_NOT_OFFERED: Explanation(
        _("The body is a list of %(value)d requests; %(limit)d is allowed."),
        _("Send each request by itself, as one JSON object; HTTP/2 sends many at once."),
    ),
    ErrorCode.VARIABLES_TOO_LARGE: Explanation(
        _("The variables have %(value)d bytes; %(limit)d are allowed."),
        _("Send shorter values; no argument of this API takes more than 2,000 characters."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    ),
    ErrorCode.DOCUMENT_UNKNOWN: Explanation(
        _("The client of this key has no trusted document “%(id)s”."),
        _("Upload it in the admin under “API clients”, or send the query itself."),
        HTTPStatus.NOT_FOUND,
    ),
    ErrorCode.PERSISTED_QUERY_NOT_FOUND: Explanation(
        PERSISTED_QUERY_NOT_FOUND,
        _("Send the query together with its hash once; from then on the hash will do."),
        HTTPStatus.OK,
    ),
    ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED: Explanation(
        PERSISTED_QUERY_NOT_SUPPORTED,
        _("Send “persistedQuery” with version 1 and “sha256Hash”, 64 hexadecimal digits in lower case."),
    ),
    ErrorCode.PERSISTED_QUERY_MISMATCH: Explanation(
        _("“sha256Hash” is not the SHA-256 of the query."),
        _("Hash the query exactly as it is sent, in UTF-8."),
    ),
    ErrorCode.SYNTAX: Explanation(
        _("The query has a syntax error."),
        _("Correct it at the line and column given."),
    ),
    ErrorCode.TOO_MANY_TOKENS: Explanation(
        _("The query has more than %(limit)d tokens."),
        _("Split it into several requests."),
    ),
    ErrorCode.TOO_DEEP: Explanation(
        _("The query is %(value)d levels deep; %(limit)d are allowed."),
        _("Select less of what is related, or ask in several requests."),
    ),
    ErrorCode.TOO_MANY_ALIASES: Explanation(
        _("The query has %(value)d aliases; %(limit)d are allowed."),
        _("Ask for lists instead of many single objects, or in several requests."),
    ),
    ErrorCode.TOO_MANY_FIELDS: Explanation(
        _("The query selects %(value)d fields; %(limit)d are allowed."),
        _("Select fewer fields, or ask in several requests."),
    ),
    ErrorCode.TOO_MANY_REPEATS: Explanation(
        _("The query asks for “%(field)s” %(value)d times in one place; %(limit)d are allowed."),
        _("Ask for each field once, or let fragments share it."),
    ),
    ErrorCode.TOO_MANY_DIRECTIVES: Explanation(
        _("The query has %(value)d directives; %(limit)d are allowed."),
        _("Put @include or @skip on a fragment instead of on each field."),
    ),
    ErrorCode.TOO_MANY_DEFINITIONS: Explanation(
        _("The query has %(value)d operations and fragments; %(limit)d are allowed."),
        _("Send only the operation to run, and its fragments."),
    ),
    ErrorCode.TOO_COSTLY: Explanation(
        _("The query costs %(value)d points; %(limit)d are allowed."),
        _("Ask for smaller pages or fewer lists within lists, or in several requests."),
    ),
    ErrorCode.UNKNOWN_FIELD: Explanation(
        _("There is no field “%(field)s” here."),
        _("Look the name up in /schema.graphql."),
    ),
    ErrorCode.UNKNOWN_ARGUMENT: Explanation(
        _("There is no argument “%(field)s” here."),
        _("Look the name up in /schema.graphql."),
    ),
    ErrorCode.UNKNOWN_TYPE: Explanation(
        _("There is no type “%(field)s”."),
        _("Look the name up in /schema.graphql."),
    ),
    ErrorCode.UNKNOWN_DIRECTIVE: Explanation(
        _("There is no directive “%(field)s”."),
        _("Use @include and @skip, on fields and fragments only."),
    ),
    ErrorCode.MISSING_ARGUMENT: Explanation(
        _("“%(of)s” lacks an argument that is required."),
        _("Look up in /schema.graphql which of its arguments end in “!”."),
    ),
    ErrorCode.BAD_VALUE: Explanation(
        _("The value of “%(field)s” is not valid."),
        _("Look up in /schema.graphql which values are allowed."),
    ),
    ErrorCode.NOT_EXECUTABLE: Explanation(
        _("The query defines something that cannot be run."),
        _("Send operations and fragments only; types cannot be defined here."),
    ),
    ErrorCode.MISPLACED_DIRECTIVE: Explanation(
        _("The directive “%(field)s” is not allowed here."),
        _("Use @include and @skip, on fields and fragments only."),
    ),
    ErrorCode.REPEATED_DIRECTIVE: Explanation(
        _("The directive “%(field)s” stands twice in one place."),
        _("Leave one of them."),
    ),
    ErrorCode.REPEATED_ARGUMENT: Explanation(
        _("The argument “%(field)s” is given twice."),
        _("Give it once."),
    ),
    ErrorCode.UNEXPECTED_SELECTION: Explanation(
        _("“%(field)s” is a value and has no fields."),
        _("Leave out the braces after it."),
    ),
    ErrorCode.MISSING_SELECTION: Explanation(
        _("“%(field)s” is an object, and nothing of it is selected."),
        _("Say in braces which of its fields you want; /schema.graphql lists them."),
    ),
    ErrorCode.CONFLICTING_FIELDS: Explanation(
        _("The name “%(field)s” stands for two different things."),
        _("Give one of them another alias."),
    ),
    ErrorCode.UNKNOWN_FRAGMENT: Explanation(
        _("There is no fragment “%(field)s”."),
        _("Define it, or take out the spread."),
    ),
    ErrorCode.UNUSED_FRAGMENT: Explanation(
        _("The fragment “%(field)s” is not used."),
        _("Use it, or take it out."),
    ),
    ErrorCode.REPEATED_FRAGMENT: Explanation(
        _("There are two fragments “%(field)s”."),
        _("Give one of them another name."),
    ),
    ErrorCode.FRAGMENT_CYCLE: Explanation(
        _("The fragment “%(field)s” contains itself."),
        _("Write the levels that you need one within the other."),
    ),
    ErrorCode.FRAGMENT_ON_VALUE: Explanation(
        _("A fragment stands on something that has no fields."),
        _("Put fragments on objects, interfaces or unions."),
    ),
    ErrorCode.IMPOSSIBLE_FRAGMENT: Explanation(
        _("What stands here can never be of the fragment's type."),
        _("Use the fragment where its type can occur, by /schema.graphql."),
    ),
    ErrorCode.UNDECLARED_VARIABLE: Explanation(
        _("The variable “%(field)s” is used, but not declared."),
        _("Declare it behind the operation's name, with its type."),
    ),
    ErrorCode.UNUSED_VARIABLE: Explanation(
        _("The variable “%(field)s” is declared, but not used."),
        _("Use it, or take out its declaration."),
    ),
    ErrorCode.MISTYPED_VARIABLE: Explanation(
        _("The variable “%(field)s” is declared with another type than its place takes."),
        _("Declare it with the type that the argument has in /schema.graphql."),
    ),
    ErrorCode.REPEATED_VARIABLE: Explanation(
        _("The variable “%(field)s” is declared twice."),
        _("Declare it once."),
    ),
    ErrorCode.VARIABLE_NOT_INPUT: Explanation(
        _("The variable “%(field)s” is declared with a type that is no input."),
        _("Declare it as a scalar, an enum or an input type; /schema.graphql lists them."),
    ),
    ErrorCode.MISSING_VARIABLE: Explanation(
        _("The variable “%(field)s” has no value."),
        _("Send a value for it in “variables”."),
    ),
    ErrorCode.ANONYMOUS_OPERATION_NOT_ALONE: Explanation(
        _("An operation without a name stands beside others."),
        _("Give each of several operations a name."),
    ),
    ErrorCode.REPEATED_OPERATION: Explanation(
        _("There are two operations “%(field)s”."),
        _("Give one of them another name."),
    ),
    ErrorCode.BAD_OPERATION: Explanation(
        _("It is not clear which operation to run."),
        _("Send one operation, or several with names and “operationName”."),
    ),
    ErrorCode.INVALID_DOCUMENT: Explanation(
        _("The query does not fit the schema."),
        _("Correct it at the line and column given."),
    ),
    ErrorCode.SECRET_IN_DOCUMENT: Explanation(
        _("The text in “%(field)s” stands in the query, which may be kept."),
        _("Declare a variable without a default in its place, and send the text in “variables”."),
    ),
    ErrorCode.INVALID_ARGUMENT: Explanation(
        _("The argument “%(field)s” is not valid."),
        _("Look up its limits in /schema.graphql."),
        HTTPStatus.OK,
    ),
    ErrorCode.INVALID_CURSOR: Explanation(
        _("The cursor in “%(field)s” is damaged or belongs to another list."),
        _("Use a cursor as it was given, with the same arguments, or start again without one."),
        HTTPStatus.OK,
    ),
    ErrorCode.INVALID_ID: Explanation(
        _("The id in “%(field)s” is damaged."),
        _("Use an id as it was given."),
        HTTPStatus.OK,
    ),
    ErrorCode.STATE_NOT_NAMED: Explanation(
        _("This key reads several states, and the argument “%(field)s” names none of them."),
        _("Give “%(field)s” one of these: %(states)s."),
        HTTPStatus.OK,
    ),
    ErrorCode.LOCALE_NOT_SERVED: Explanation(
        _("This state does not serve the language “%(locale)s”."),
        _("Use one of these: %(served)s."),
        HTTPStatus.OK,
    ),
    ErrorCode.TIMED_OUT: Explanation(
        _("The answer was not ready after %(limit)s seconds, which is all that a request gets; %(value)s have passed."),
        _("Try again in a few seconds, and ask for less at once."),
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    ErrorCode.TEMPORARILY_UNAVAILABLE: Explanation(
        _("The service cannot answer this request at the moment."),
        _("Try again in a few seconds."),
        HTTPStatus.SERVICE_UNAVAILABLE,
    ),
    ErrorCode.INTERNAL: Explanation(
        _("Something failed on our side; it has been recorded."),
        _("Try again. If it persists, report this request: %(request_id)s."),
        HTTPStatus.INTERNAL_SERVER_ERROR,
    ),
}
