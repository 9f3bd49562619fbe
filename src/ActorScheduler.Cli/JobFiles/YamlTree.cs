using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorScheduler.Cli.JobFiles;

/// <summary>
/// Reads a YAML document into <see cref="YamlValue"/>s. It is made of the parser's events, so that every value keeps
/// its place and a file that nests without end is a message and not a stack overflow.
/// </summary>
internal sealed class YamlTree
{
    private const int DeepestNesting = 64;
    private const string CoreTags = "tag:yaml.org,2002:";
    private const string TextTag = CoreTags + "str";
    private const string Unreadable = "what follows here cannot be read; inside { } and [ ] every line is indented";
    private static readonly string[] KnownTags = ["str", "int", "float", "bool", "null", "seq", "map"];

    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, YamlValue> _anchors = [];

    private YamlTree(string file, TextReader text)
    {
        _file = file;
        _parser = new Parser(text);
    }

    /// <summary>The file's only document; null when it is empty.</summary>
    /// <exception cref="JobFileException">It is no YAML, or has several documents.</exception>
    public static YamlValue? Load(string file, TextReader text)
    {
        var tree = new YamlTree(file, text);
        try
        {
            return tree.Document();
        }
        catch (YamlException problem)
        {
            string message = OneLine.Of(problem.InnerException?.Message ?? problem.Message);
            throw new JobFileException(file, problem.Start.Line, problem.Start.Column, $"not valid YAML: {message}");
        }
        catch (InvalidOperationException)
        {
            // Of some mistakes the parser says nothing but that it cannot go on.
            throw tree.Wrong(tree._parser.Current?.End ?? Mark.Empty, $"not valid YAML: {Unreadable}");
        }
    }

    private YamlValue? Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _)) return null;
        _parser.Consume<DocumentStart>();
        YamlValue root = Value(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out DocumentStart? second))
            throw Wrong(second.Start, "a job file is one YAML document, and a second one begins here");
        return root;
    }

    private YamlValue Value(int depth)
    {
        ParsingEvent next = _parser.Consume<ParsingEvent>();
        if (depth > DeepestNesting) throw Wrong(next.Start, $"nested more than {DeepestNesting} levels deep");
        if (next is NodeEvent { Tag.IsEmpty: false } node) CheckTag(node);
        switch (next)
        {
            case Scalar scalar:
                return Keep(scalar, Make(scalar, IsNull(scalar) ? YamlKind.Null : YamlKind.Scalar, scalar.Value));
            case AnchorAlias alias:
                return _anchors.TryGetValue(alias.Value, out YamlValue? known)
                    ? known
                    : throw Wrong(alias.Start, $"no anchor '{OneLine.Of(alias.Value.Value)}' stands above");
            case SequenceStart list: return List(list, depth);
            case MappingStart map: return Map(map, depth);
            default: throw Wrong(next.Start, "a value was expected");
        }
    }

    private YamlValue List(SequenceStart start, int depth)
    {
        YamlValue list = Make(start, YamlKind.List);
        while (!_parser.TryConsume<SequenceEnd>(out _)) list.Items.Add(Value(depth + 1));
        return Keep(start, list);
    }

    private YamlValue Map(MappingStart start, int depth)
    {
        YamlValue map = Make(start, YamlKind.Map);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            YamlValue key = Value(depth + 1);
            if (key.Kind != YamlKind.Scalar)
                throw new JobFileException(_file, key.Line, key.Column, $"a key must be a word, not {key.Describe()}");
            if (!names.Add(key.Text))
                throw new JobFileException(_file, key.Line, key.Column, $"duplicate key '{OneLine.Of(key.Text)}'");
            map.Pairs.Add(new(key, Value(depth + 1)));
        }

        return Keep(start, map);
    }

    // An anchor is known only after its value has ended: a value cannot hold itself.
    private YamlValue Keep(NodeEvent node, YamlValue value)
    {
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor] = value;
        return value;
    }

    // A tag that means something to another program only: its text would run as if it stood for itself.
    private void CheckTag(NodeEvent node)
    {
        string tag = node.Tag.Value;
        bool isKnown = tag == "!" || Array.Exists(KnownTags, known => tag == CoreTags + known);
        if (isKnown) return;
        throw Wrong(node.Start, $"the tag '{OneLine.Of(tag.Replace(CoreTags, "!!", StringComparison.Ordinal))}' means "
            + "nothing here");
    }

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain
        && (scalar.Tag.IsEmpty || scalar.Tag.Value is not (TextTag or "!"))
        && (scalar.Value is "" or "~" or "null" or "Null" or "NULL");

    private static YamlValue Make(ParsingEvent at, YamlKind kind, string text = "") =>
        new() { Kind = kind, Text = text, Line = at.Start.Line, Column = at.Start.Column };

    private JobFileException Wrong(Mark at, string problem) => new(_file, at.Line, at.Column, problem);
}
