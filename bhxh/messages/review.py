"""What `bhxh nlu review` says to the people who write training sentences."""

VI = {
    "review.none": "Không có câu nào chờ xem.",
    "review.grouping": "Đang gom các câu giống nhau...",
    "review.group": "{name}  {count} câu, trong đó {button} câu được nút gợi ý cứu, {rephrased} câu hỏi lại thì hiểu; từ {first} đến {last}",
    "review.tops": "Trợ lý đoán: {labels}",
    "review.offered": "Đã gợi ý: {labels}",
    "review.chosen": "Người dân chọn: {labels}",
    "review.summary": "{sentences} câu chờ xem trong {groups} nhóm; trên đây là {shown} nhóm lớn nhất.",
    "review.nothing_to_write": "Hãy chọn ít nhất một tệp: --csv TỆP hoặc --yaml TỆP.",
    "review.written": "Đã ghi {file}.",
    "review.done": "Đã đánh dấu xong {count} câu.",
    "review.unknown_group": "Không có nhóm nào, hoặc có nhiều nhóm, bắt đầu bằng “{name}”. Hãy chép tên nhóm từ bhxh nlu review list.",
    "review.failed": "Không gom nhóm được. Máy báo:\n{detail}",
    "review.column.group": "nhóm",
    "review.column.count": "số câu trong nhóm",
    "review.column.day": "ngày",
    "review.column.channel": "kênh",
    "review.column.sentence": "câu (đã che)",
    "review.column.reason": "vì sao giữ lại",
    "review.column.top": "trợ lý đoán",
    "review.column.confidence": "độ chắc",
    "review.column.offered": "đã gợi ý",
    "review.column.result": "kết quả",
    "review.column.chosen": "người dân chọn",
    "review.column.near": "gần trùng câu huấn luyện",
    "review.reason.fallback": "không hiểu",
    "review.reason.beside": "đã trả lời nhưng chọn câu gợi ý kèm",
    "review.result.none": "chưa rõ",
    "review.result.button": "bấm nút gợi ý",
    "review.result.rephrased": "hỏi lại thì hiểu",
    "review.yaml.head": (
        "Câu người dân đã hỏi mà trợ lý chưa hiểu, đã che thông tin cá nhân. Đọc từng câu rồi mới chép vào tệp trong bot/data/nlu:\n"
        "nút được bấm chỉ là gợi ý, người bấm có thể bấm nhầm hoặc cố tình bấm sai. Không chép câu còn lộ tên người."
    ),
    "review.yaml.near": "gần trùng câu đã có ({where}):",
    "review.yaml.open": "Nhóm {name}: {count} câu chưa có nhãn, sớm nhất {first}",
}
