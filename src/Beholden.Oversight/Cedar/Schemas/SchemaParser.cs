using Beholden.Oversight.Cedar.Syntax;

namespace Beholden.Oversight.Cedar.Schemas;

/// <summary>Reads a schema in Cedar's own syntax.</summary>
internal sealed class SchemaParser
{
    private readonly TokenReader reader;
    private readonly Dictionary<string, NamespaceText> namespaces = new(StringComparer.Ordinal);
    private int depth;

    private SchemaParser(string text) => reader = new(text);

    /// <summary>What is declared, by namespace; the empty name is the one outside of all.</summary>
    /// <exception cref="CedarSyntaxException">The text is no schema.</exception>
    public static Dictionary<string, NamespaceText> Read(string text)
    {
        SchemaParser parser = new(text);
        while (!parser.reader.IsAtEnd)
        {
            parser.SkipAnnotations();
            if (parser.reader.TryTakeWord("namespace"))
            {
                var target = parser.Namespace(parser.reader.NeedPath());
                parser.reader.Need("{");
                while (!parser.reader.TryTake("}"))
                {
                    parser.SkipAnnotations();
                    parser.ReadDeclaration(target);
                }
            }
            else
            {
                parser.ReadDeclaration(parser.Namespace(""));
            }
        }

        return parser.namespaces;
    }

    private NamespaceText Namespace(string name)
    {
        if (!namespaces.TryGetValue(name, out var found))
        {
            namespaces[name] = found = new();
        }

        return found;
    }

    private void SkipAnnotations()
    {
        while (reader.TryTake("@"))
        {
            reader.Take();
            if (reader.TryTake("("))
            {
                reader.NeedText();
                reader.Need(")");
            }
        }
    }

    private void ReadDeclaration(NamespaceText target)
    {
        if (reader.TryTakeWord("entity"))
        {
            ReadEntity(target);
        }
        else if (reader.TryTakeWord("action"))
        {
            ReadAction(target);
        }
        else if (reader.TryTakeWord("type"))
        {
            var name = reader.Current;
            reader.NeedName();
            reader.Need("=");
            Add(target.CommonTypes, name, name.Text, ReadType());
            reader.Need(";");
        }
        else
        {
            throw reader.Wanted("'entity', 'action' or 'type'");
        }
    }

    private void ReadEntity(NamespaceText target)
    {
        List<Token> names = [];
        do
        {
            names.Add(reader.Current);
            reader.NeedName();
        }
        while (reader.TryTake(","));
        var entity = reader.TryTakeWord("enum") ? ReadEnumeration() : ReadStandard();
        reader.Need(";");
        foreach (var name in names)
        {
            Add(target.EntityTypes, name, name.Text, entity);
        }
    }

    private EntityText ReadEnumeration()
    {
        // At least one, and no comma after the last.
        reader.Need("[");
        List<string> ids = [reader.NeedText()];
        while (reader.TryTake(","))
        {
            ids.Add(reader.NeedText());
        }

        reader.Need("]");
        return new([], RecordText.Empty, Tags: null, ids);
    }

    private EntityText ReadStandard()
    {
        var parents = reader.TryTakeWord("in") ? ReadTypeNames() : [];
        var hasShape = reader.TryTake("=") || reader.Current.Is("{");
        TypeText shape = hasShape ? ReadRecord() : RecordText.Empty;
        return new(parents, shape, reader.TryTakeWord("tags") ? ReadType() : null, Ids: null);
    }

    private List<string> ReadTypeNames() =>
        reader.TryTake("[") ? reader.List("]", reader.NeedPath) : [reader.NeedPath()];

    private void ReadAction(NamespaceText target)
    {
        List<(Token Token, string Name)> names = [];
        do
        {
            names.Add((reader.Current, ReadAnyName()));
        }
        while (reader.TryTake(","));
        List<(string?, string)> parents = !reader.TryTakeWord("in") ? []
            : reader.TryTake("[") ? reader.List("]", ReadActionName)
            : [ReadActionName()];
        var action = reader.TryTakeWord("appliesTo")
            ? ReadAppliesTo(parents)
            : new(parents, Principals: null, Resources: null, RecordText.Empty);

        // An older form closes an action with empty attributes.
        if (reader.TryTakeWord("attributes"))
        {
            reader.Need("{");
            reader.Need("}");
        }

        reader.Need(";");
        foreach (var (token, name) in names)
        {
            Add(target.Actions, token, name, action);
        }
    }

    private (string? Type, string Id) ReadActionName()
    {
        if (reader.Current.Kind == TokenKind.Word && reader.Following.Is("::"))
        {
            var type = reader.NeedPath();
            reader.Need("::");
            return (type, reader.NeedText());
        }

        return (null, ReadAnyName());
    }

    private ActionText ReadAppliesTo(List<(string?, string)> parents)
    {
        reader.Need("{");
        List<string>? principals = null;
        List<string>? resources = null;
        TypeText context = RecordText.Empty;
        reader.List("}", () =>
        {
            var token = reader.Take();
            reader.Need(":");
            switch (token.Text)
            {
                case "principal":
                    principals = ReadTypeNames();
                    break;
                case "resource":
                    resources = ReadTypeNames();
                    break;
                case "context":
                    context = ReadType();
                    break;
                default:
                    throw reader.Error(token, "'principal', 'resource' or 'context' is needed");
            }

            return token;
        });
        return new(parents, principals, resources, context);
    }

    private TypeText ReadType()
    {
        if (++depth > Limits.NestingMax)
        {
            throw reader.Error(reader.Current, $"more than {Limits.NestingMax} levels inside each other");
        }

        var type = ReadTypeWithin();
        depth--;
        return type;
    }

    private TypeText ReadTypeWithin()
    {
        if (reader.Current.Is("{"))
        {
            return ReadRecord();
        }

        if (reader.Current.IsWord("Set") && reader.Following.Is("<"))
        {
            reader.Take();
            reader.Take();
            SetText set = new(ReadType());
            reader.Need(">");
            return set;
        }

        // Cedar's own types may be written with the namespace that is reserved for them.
        if (reader.TryTakeWord("__cedar"))
        {
            reader.Need("::");
            var token = reader.Current;
            return SchemaNames.Own(reader.NeedName()) is { } kind
                ? new PlainText(kind)
                : throw reader.Error(token, $"Cedar has no type {token.Text}");
        }

        return new NamedText(reader.NeedPath(), MayBeCommon: true);
    }

    private RecordText ReadRecord()
    {
        reader.Need("{");
        Dictionary<string, AttributeText> attributes = new(StringComparer.Ordinal);
        reader.List("}", () =>
        {
            SkipAnnotations();
            var token = reader.Current;
            var name = ReadAnyName();
            var isOptional = reader.TryTake("?");
            reader.Need(":");
            Add(attributes, token, name, new(ReadType(), !isOptional));
            return name;
        });
        return new(attributes);
    }

    // Attributes and actions may be named anything, though reserved words only in quotes.
    private string ReadAnyName() =>
        reader.Current.Kind == TokenKind.Word ? reader.NeedName() : reader.NeedText();

    private void Add<T>(Dictionary<string, T> all, Token token, string name, T value)
    {
        if (!all.TryAdd(name, value))
        {
            throw reader.Error(token, $"{name} is declared twice");
        }
    }
}
