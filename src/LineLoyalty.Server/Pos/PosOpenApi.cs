using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using LineLoyalty.Membership;
using LineLoyalty.Pos;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LineLoyalty.Server.Pos;

/// <summary>The POS API's description at <c>/openapi/pos.json</c>; the copy under docs/openapi is compared with it by a test.</summary>
internal static class PosOpenApi
{
    private const string Document = "pos";

    public static IServiceCollection AddPosOpenApi(this IServiceCollection services) => services.AddOpenApi(Document, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/pos/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "LineLoyalty POS API", Version = "1",
                Description = "For tills and web shops. Money is whole NT$, instants are ISO 8601 with offset, errors are problem+json with a stable `code`. See docs/pos-api.md.",
            };
            // Every installation has its own address.
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["posKey"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "pos_ID_SECRET", Description = "A POS key." },
            };
            if (document.Components.Schemas?.TryGetValue("ProblemDetails", out var found) == true && found is OpenApiSchema problem)
            {
                problem.Properties!["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable; what a program should look at." };
            }
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("posKey", document)] = [] }];
            return Task.CompletedTask;
        });
        // Texts are read by a converter of our own, which leaves their type unsaid.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Requests are closed; an answer may grow.
            if (!context.JsonTypeInfo.Type.Name.EndsWith("Request", StringComparison.Ordinal)) schema.AdditionalPropertiesAllowed = true;
            if (context.JsonTypeInfo.Type != typeof(string)) return Task.CompletedTask;
            schema.Type = context.JsonPropertyInfo is { IsSetNullable: true } or { IsGetNullable: true } ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            foreach (var attribute in context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(true) ?? [])
            {
                if (attribute is DescriptionAttribute said) schema.Description = said.Description;
                if (attribute is StringLengthAttribute length) (schema.MinLength, schema.MaxLength) = (length.MinimumLength, length.MaximumLength);
                if (attribute is MaxLengthAttribute most) schema.MaxLength = most.Length;
                if (attribute is RegularExpressionAttribute form) schema.Pattern = form.Pattern;
            }
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            operation.Responses ??= [];
            if (metadata.OfType<OncePerKey>().Any())
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = PosCall.KeyHeader, In = ParameterLocation.Header, Required = true,
                    Description = "New for each new action, the same for each retry; a repetition gets the first answer, marked Idempotent-Replayed: true.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 100 },
                });
            }
            var problem = new OpenApiMediaType { Schema = new OpenApiSchemaReference("ProblemDetails", context.Document) };
            foreach (var (status, text) in new[] { ("400", "Not understood; nothing happened."), ("401", "No live POS key."), ("403", "The key may not do this."), ("429", "Too many requests or wrong codes; see Retry-After.") })
            {
                operation.Responses.TryAdd(status, new OpenApiResponse
                {
                    Description = text, Content = new Dictionary<string, OpenApiMediaType> { ["application/problem+json"] = problem },
                });
            }
            var name = operation.OperationId ?? "";
            foreach (var group in RefusalsOf(name, metadata.OfType<OncePerKey>().Any(), metadata.OfType<PosScope>().Any(), metadata.OfType<IHttpMethodMetadata>().Any(m => m.HttpMethods.Contains(HttpMethods.Post)))
                         .DistinctBy(r => r.Code).GroupBy(r => r.Status))
            {
                var status = group.Key.ToString(System.Globalization.CultureInfo.InvariantCulture);
                operation.Responses[status] = new OpenApiResponse
                {
                    Description = string.Join(", ", group.Select(r => $"`{r.Code}`")),
                    Content = new Dictionary<string, OpenApiMediaType>
                    {
                        ["application/problem+json"] = new()
                        {
                            Schema = problem.Schema, Examples = group.ToDictionary(r => r.Code, r => (IOpenApiExample)new OpenApiExample { Summary = r.Chinese, Value = PosAnswers.Example(r) }),
                        },
                    },
                };
            }
            if (PosAnswers.ExampleOf(name) is { } example && operation.RequestBody?.Content is { } content && content.TryGetValue("application/json", out var json)) json.Example = example;
            var ordered = new OpenApiResponses();
            foreach (var (status, response) in operation.Responses.OrderBy(r => r.Key, StringComparer.Ordinal)) ordered.Add(status, response);
            operation.Responses = ordered;
            if (metadata.OfType<PosScope>().FirstOrDefault() is { } scope) operation.Description = $"Scope: `{scope.Name}`." + (name == "catchUp"
                ? " Codes of items: " + string.Join(", ", PosAnswers.OfLateItems.Select(r => $"`{r.Code}`")) + "." : "");
            return Task.CompletedTask;
        });
    });

    /// <summary>What this call may refuse, with what the group refuses before it is asked.</summary>
    private static IEnumerable<Refusal> RefusalsOf(string operation, bool once, bool scoped, bool post)
    {
        List<Refusal> all = [PosRefusals.KeyInvalid, PosRefusals.TooManyRequests, MemberRefusals.TooManyTries, BadInput.Malformed];
        if (scoped) all.AddRange([PosRefusals.ScopeMissing, PosRefusals.StoreForbidden]);
        if (post) all.AddRange([BadInput.TooLarge, BadInput.NotJson]);
        if (once) all.AddRange([PosRefusals.IdempotencyKeyRequired, PosRefusals.IdempotencyKeyInvalid, PosRefusals.IdempotencyKeyReused]);
        return all.Concat(PosAnswers.Refusals[operation]);
    }

    public static void MapPosOpenApi(this WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json");
}
