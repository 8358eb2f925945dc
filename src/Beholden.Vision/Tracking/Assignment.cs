namespace Beholden.Vision.Tracking;

/// <summary>
/// Pairs rows with columns so that the sum of the gains is as large as it can be.
/// </summary>
/// <remarks>
/// The Hungarian method with potentials and shortest augmenting paths, O(rows² · columns): H. W. Kuhn, Naval
/// Research Logistics Quarterly 2 (1955); in this form R. Jonker and A. Volgenant, Computing 38 (1987).
/// </remarks>
public static class Assignment
{
    /// <param name="gains">Shape [rows, columns], finite.</param>
    /// <returns>
    /// Shape [rows]: the column of each row; -1 where there are fewer columns than rows and it got none. Of
    /// several best pairings always the same.
    /// </returns>
    public static int[] Best(float[,] gains)
    {
        var (rows, columns) = (gains.GetLength(0), gains.GetLength(1));
        if (rows <= columns)
        {
            return OfWide(rows, columns, (row, column) => -gains[row, column]);
        }

        var rowOf = OfWide(columns, rows, (column, row) => -gains[row, column]);
        var columnOf = new int[rows];
        Array.Fill(columnOf, -1);
        for (var column = 0; column < columns; column++)
        {
            columnOf[rowOf[column]] = column;
        }

        return columnOf;
    }

    /// <summary>For no more rows than columns. Index 0 of the arrays stands for nothing.</summary>
    private static int[] OfWide(int rows, int columns, Func<int, int, double> cost)
    {
        var (rowPrice, columnPrice) = (new double[rows + 1], new double[columns + 1]);
        var (rowOf, before) = (new int[columns + 1], new int[columns + 1]);
        for (var row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            var last = Augment(columns, cost, rowPrice, columnPrice, rowOf, before);
            for (; last != 0; last = before[last])
            {
                rowOf[last] = rowOf[before[last]];
            }
        }

        var columnOf = new int[rows];
        for (var column = 1; column <= columns; column++)
        {
            if (rowOf[column] > 0)
            {
                columnOf[rowOf[column] - 1] = column - 1;
            }
        }

        return columnOf;
    }

    /// <returns>The free column at the end of the cheapest path from the new row.</returns>
    private static int Augment(
        int columns, Func<int, int, double> cost, double[] rowPrice, double[] columnPrice, int[] rowOf,
        int[] before)
    {
        var slack = new double[columns + 1];
        Array.Fill(slack, double.PositiveInfinity);
        var isSeen = new bool[columns + 1];
        var at = 0;
        do
        {
            isSeen[at] = true;
            var (row, next, least) = (rowOf[at], 0, double.PositiveInfinity);
            for (var column = 1; column <= columns; column++)
            {
                if (isSeen[column])
                {
                    continue;
                }

                var left = cost(row - 1, column - 1) - rowPrice[row] - columnPrice[column];
                if (left < slack[column])
                {
                    (slack[column], before[column]) = (left, at);
                }

                if (slack[column] < least)
                {
                    (least, next) = (slack[column], column);
                }
            }

            for (var column = 0; column <= columns; column++)
            {
                if (isSeen[column])
                {
                    rowPrice[rowOf[column]] += least;
                    columnPrice[column] -= least;
                }
                else
                {
                    slack[column] -= least;
                }
            }

            at = next;
        }
        while (rowOf[at] != 0);
        return at;
    }
}
