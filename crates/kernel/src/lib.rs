//! Shapes, values, filters, access rules, money and time: pure, without input or output.
