// What is typed in section 5.12.

export const FIRST_LINE = "hello, world";
export const SECOND_LINE = "another line";
