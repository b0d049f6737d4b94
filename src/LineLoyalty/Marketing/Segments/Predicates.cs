using System.Linq.Expressions;

namespace LineLoyalty.Marketing.Segments;

/// <summary>Puts questions about one row together. Values come in through closures, so that they reach the database as parameters.</summary>
internal static class Predicates
{
    public static Expression<Func<T, bool>> All<T>(IEnumerable<Expression<Func<T, bool>>> parts) => Join(parts, Expression.AndAlso, whenEmpty: true);

    public static Expression<Func<T, bool>> Any<T>(IEnumerable<Expression<Func<T, bool>>> parts) => Join(parts, Expression.OrElse, whenEmpty: false);

    public static Expression<Func<T, bool>> Not<T>(Expression<Func<T, bool>> part) => Expression.Lambda<Func<T, bool>>(Expression.Not(part.Body), part.Parameters);

    /// <summary><paramref name="test"/> asked of <paramref name="value"/>.</summary>
    public static Expression<Func<T, bool>> Is<T, TValue>(Expression<Func<T, TValue>> value, Expression<Func<TValue, bool>> test) =>
        Expression.Lambda<Func<T, bool>>(Put(test.Body, test.Parameters[0], value.Body), value.Parameters);

    /// <summary>0 for what the row itself answers, 1 for a look elsewhere, 2 for adding up what is found there.</summary>
    public static int Effort(LambdaExpression question)
    {
        var weigh = new Weigh();
        weigh.Visit(question.Body);
        return weigh.Effort;
    }

    private static Expression<Func<T, bool>> Join<T>(IEnumerable<Expression<Func<T, bool>>> parts, Func<Expression, Expression, Expression> join, bool whenEmpty)
    {
        Expression<Func<T, bool>>? all = null;
        foreach (var part in parts)
        {
            all = all is null ? part : Expression.Lambda<Func<T, bool>>(join(all.Body, Put(part.Body, part.Parameters[0], all.Parameters[0])), all.Parameters);
        }
        return all ?? (_ => whenEmpty);
    }

    private static Expression Put(Expression body, ParameterExpression from, Expression to) => new Swap(from, to).Visit(body);

    private sealed class Swap(ParameterExpression from, Expression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }

    private sealed class Weigh : ExpressionVisitor
    {
        public int Effort { get; private set; }

        public override Expression? Visit(Expression? node)
        {
            if (node is not null && typeof(IQueryable).IsAssignableFrom(node.Type)) Effort = Math.Max(Effort, 1);
            return base.Visit(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.Name == nameof(Queryable.GroupBy)) Effort = 2;
            return base.VisitMethodCall(node);
        }
    }
}
